"""Events from elsewhere: calendar files and addresses, read into plain values that a service turns into drafts."""
