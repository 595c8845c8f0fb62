"""In which language window and command line speak: catalogues made with Qt's tools, and the choice between them."""
