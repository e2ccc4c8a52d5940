"""A Word document as pages: read into a plain model, then set as PDF."""
