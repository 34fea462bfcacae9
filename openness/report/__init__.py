"""Reports: the pages' sentences, charts and tables as one file to read, print, cite and edit (`build.make`)."""
