"""What serves those who read and keep the stored rows."""
