// Enhances the activity page; it works without.
