"""Django's settings: one module for the intake, one for all other processes of the desk."""
