"""Ledgers of many parcels out of cases and register, as workbooks that were read back."""
