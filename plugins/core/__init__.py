"""The domain model: courses, texts, threads, brand names and grades. Nothing here does I/O."""
