"""People: who they are, how they sign in, which roles they hold where and for how long."""
