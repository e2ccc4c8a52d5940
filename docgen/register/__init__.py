"""The register: who was given which number, what was issued, and how it was served."""
