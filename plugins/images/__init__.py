"""The images of the texts: examined, made small, published, and shown in HTML."""
