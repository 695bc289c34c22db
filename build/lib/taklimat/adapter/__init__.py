"""Between MkDocs and the library: nothing else imports MkDocs, save the command line."""
