"""What people follow, and the mail that tells them what is new in it."""
