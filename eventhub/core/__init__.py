"""The kernel: what every domain stands on. It knows no domain's words."""
