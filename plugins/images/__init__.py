"""Images in texts: examined, resized, published and placed in HTML."""
