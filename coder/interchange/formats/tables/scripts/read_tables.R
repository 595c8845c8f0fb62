# Read tables that Dyad Mirror wrote into data frames: frames <- read_tables("study.tables.zip"); frames$bids
# Base R reads CSV; Parquet needs the package arrow. Nothing is read but the file that is named.
# Bids of one family belong together: cluster is the family's number, or the recording where nobody said whose it is.

with_cluster <- function(frame) {
  family <- as.character(frame$family)
  frame$cluster <- ifelse(is.na(family) | family == "", as.character(frame$recording), family)
  frame
}

read_tables <- function(path) {
  folder <- path
  if (!dir.exists(path)) {
    folder <- tempfile("tables")
    on.exit(unlink(folder, recursive = TRUE))
    utils::unzip(path, exdir = folder)
  }
  if (!file.exists(file.path(folder, "datapackage.json"))) {
    stop(basename(path), " holds no tables of Dyad Mirror: datapackage.json is not in it.")
  }
  frames <- list()
  for (name in c("bids", "recordings", "units")) {
    csv <- file.path(folder, paste0(name, ".csv"))
    frames[[name]] <- with_cluster(if (file.exists(csv)) {
      read.csv(csv, encoding = "UTF-8", stringsAsFactors = FALSE, na.strings = "", check.names = FALSE)
    } else {
      as.data.frame(arrow::read_parquet(file.path(folder, paste0(name, ".parquet"))))
    })
  }
  frames
}

read_exchanges <- function(path) {
  with_cluster(read.csv(path, fileEncoding = "UTF-8-BOM", stringsAsFactors = FALSE, na.strings = ""))
}

# The bids that the figures about answers rest on.
counted_bids <- function(path) {
  bids <- if (dir.exists(path) || grepl("[.]zip$", path)) read_tables(path)$bids else read_exchanges(path)
  bids[bids$counted == 1 & !is.na(bids$watched_s), ]
}
