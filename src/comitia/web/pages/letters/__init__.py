"""How letters of a group go out: what of a message is changed, and what stands around it."""
