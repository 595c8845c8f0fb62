# Read a table of exchanges and fit the usual models: Rscript models.R FILE.exchanges.csv
# Needs survival; with coxme or lme4 installed it fits those too. Nothing is read but the file that is named.

library(survival)

read_exchanges <- function(path) {
  bids <- read.csv(path, fileEncoding = "UTF-8-BOM", stringsAsFactors = FALSE, na.strings = "")
  bids <- subset(bids, !outcome %in% c("not a bid", "not observable") & !is.na(watched_s))
  # Bids of one family belong together; where nobody said which family it was, those of one recording do.
  bids$cluster <- ifelse(is.na(bids$family), bids$recording, bids$family)
  bids
}

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) == 1) {
  bids <- read_exchanges(arguments[1])
  cat("bids", nrow(bids), "answered", sum(bids$answered), "clusters", length(unique(bids$cluster)), "\n")
  print(survfit(Surv(watched_s, answered) ~ 1, data = bids))
  if (length(unique(bids$bid_code)) > 1 && length(unique(bids$cluster)) > 1) {
    fit <- coxph(Surv(watched_s, answered) ~ bid_code, data = bids, cluster = cluster, ties = "efron")
    cat("cox", format(coef(fit), digits = 10), "robust", format(sqrt(diag(vcov(fit))), digits = 10), "\n")
    if (requireNamespace("coxme", quietly = TRUE)) {
      print(coxme::coxme(Surv(watched_s, answered) ~ bid_code + (1 | cluster), data = bids))
    }
    if (requireNamespace("lme4", quietly = TRUE)) {
      print(lme4::glmer(answered ~ bid_code + (1 | cluster), data = bids, family = binomial))
    }
  }
}
