"""What happens when a member asks or a time comes: one async function each, inside one unit of work."""
