# Fit the usual models to a study's bids: Rscript models.R study.tables.zip (or FILE.exchanges.csv)
# Needs survival; with coxme or lme4 installed it fits those too. Families are the clusters of every model.

library(survival)

script <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))
source(file.path(if (length(script)) dirname(script) else ".", "read_tables.R"))

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) == 1) {
  bids <- counted_bids(arguments[1])
  cat("bids", nrow(bids), "answered", sum(bids$answered), "clusters", length(unique(bids$cluster)), "\n")

  # How soon: a curve for each condition (setting, or episode), with how many were still watched.
  several <- function(name) length(unique(na.omit(bids[[name]]))) > 1
  by <- if (several("condition")) "condition" else if (several("episode")) "episode" else "1"
  curve <- survfit(reformulate(by, "Surv(watched_s, answered)"), data = bids)
  print(curve)
  print(summary(curve, times = seq(0, max(bids$watched_s), by = 0.5), extend = TRUE))

  # What makes answers come sooner, or at all: errors by family, then each family with an intercept of its own.
  fixed <- c("bid_code", if (by != "1") by)
  fixed <- fixed[vapply(fixed, several, logical(1))]
  if (length(fixed) && length(unique(bids$cluster)) > 1) {
    fit <- coxph(reformulate(fixed, "Surv(watched_s, answered)"), data = bids, cluster = cluster, ties = "efron")
    cat("cox", format(coef(fit), digits = 10), "robust", format(sqrt(diag(vcov(fit))), digits = 10), "\n")
    mixed <- c(fixed, "(1 | cluster)")
    if (requireNamespace("coxme", quietly = TRUE)) {
      print(coxme::coxme(reformulate(mixed, "Surv(watched_s, answered)"), data = bids))
    }
    if (requireNamespace("lme4", quietly = TRUE)) {
      print(lme4::glmer(reformulate(mixed, "answered"), data = bids, family = binomial))
    }
  }
}
