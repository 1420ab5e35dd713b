"""What a site's own jobs fetch from the desk."""
