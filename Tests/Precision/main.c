// Measures the laws' arithmetic: measure-precision [--short] [--threads N] [NAME...]
//
// Prints tables in Markdown, of the laws whose names contain one of the given ones. Ends with status 1 where an error
// is larger than its row in laws.c allows.

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernels.h"
#include "sweep.h"

static const char *const dtype_names[CK_DTYPES] = {
    [CK_FLOAT32] = "float32", [CK_FLOAT64] = "float64", [CK_FLOAT16] = "float16", [CK_BFLOAT16] = "bfloat16",
};

enum { MOST_ROWS = 64 };

static char **names;
static int name_count;

static int is_wanted(const row *row) {
  for (int i = 0; i < name_count; i++)
    if (strstr(row->name, names[i])) return 1;
  return name_count == 0;
}

static double share_of_others(const findings *found) {
  return (double)found->other_count / (double)found->count;
}

static void print_error(const row *row, const findings *found) {
  // Of an integer law, units in the last place say nothing.
  if (row->part == GEOMETRIC) printf(" |");
  else printf(" %.3f |", found->error);
  printf(" %.2g %% |", 100 * share_of_others(found));
}

/// Whether an error is no larger than allowed.
static int check(const row *row, ck_dtype dtype, const findings *found, double most) {
  double error = row->part == GEOMETRIC ? share_of_others(found) : found->error;
  if (error <= most) return 1;
  fprintf(stderr, "%s in %s: the error is %g of at most %g, at the draw 0x%" PRIx64 "\n", row->name,
      dtype_names[dtype], error, most, found->worst);
  return 0;
}

/// One draw of so many, a prime, so that all places of a draw take part.
static const uint64_t stride = 509;

static int print_narrow(int is_short, int threads) {
  static findings found[MOST_ROWS][NARROW_DTYPES];
  int is_right = 1;
  for (int r = 0; r < row_count; r++) {
    if (!is_wanted(&rows[r]) || rows[r].most_float32 == 0) continue;
    sample_narrow(&rows[r], stride, found[r]);
    if (!is_short && has_one_draw(&rows[r])) sweep_all(&rows[r], threads, found[r]);
    if (!is_short) fprintf(stderr, "%s: the most error is at 0x%" PRIx64 "\n", rows[r].name, found[r][0].worst);
    is_right &= check(&rows[r], CK_FLOAT32, &found[r][0], rows[r].most_float32);
  }
  for (int index = 0; index < NARROW_DTYPES; index++) {
    printf("\n### %s\n\n%s\n\n", dtype_names[narrow_dtypes[index]], index == 0
        ? "All draws, or where it says so one of 509 and all of the first and the last 4,096."
        : "Ends and counts are of all draws where it says so, errors of one draw of 509.");
    printf("| law | draws | smallest | largest | nearest 0 | most error, ulp | not the nearest | different values |\n");
    printf("|---|---|---|---|---|---|---|---|\n");
    for (int r = 0; r < row_count; r++) {
      const findings *f = &found[r][index];
      if (f->count == 0) continue;
      printf("| %s | %s | %.9g | %.9g | %.3g |", rows[r].name, f->different ? "all" : "one of 509", f->smallest,
          f->largest, f->nearest);
      print_error(&rows[r], f);
      if (f->different) printf(" %" PRIu64 " |\n", f->different);
      else printf(" |\n");
    }
  }
  return is_right;
}

static int print_float64(uint64_t count) {
  int is_right = 1;
  printf("\n### float64\n\nRandom draws, and those at the ends and the zeros.\n\n");
  printf("| law | draws | smallest | largest | nearest 0 | most error, ulp | not the nearest |\n");
  printf("|---|---|---|---|---|---|---|\n");
  for (int r = 0; r < row_count; r++) {
    if (!is_wanted(&rows[r])) continue;
    findings f = sample_float64(&rows[r], count);
    printf("| %s | %" PRIu64 " | %.17g | %.17g | %.3g |", rows[r].name, f.count, f.smallest, f.largest, f.nearest);
    print_error(&rows[r], &f);
    printf("\n");
    is_right &= check(&rows[r], CK_FLOAT64, &f, rows[r].most_float64);
  }
  return is_right;
}

/// The exact values must be so to a thousandth of a unit in float32's last place.
static int print_exact(uint64_t count) {
  int is_right = 1;
  printf("\n### The exact values of float32's draws, in binary64\n\n");
  printf("| law | most error, ulp of binary64 |\n|---|---|\n");
  for (int r = 0; r < row_count; r++) {
    if (!is_wanted(&rows[r]) || rows[r].most_float32 == 0 || rows[r].part == GEOMETRIC) continue;
    double error = error_of_exact(&rows[r], count);
    printf("| %s | %.2f |\n", rows[r].name, error);
    if (error < 0x1p19) continue;
    fprintf(stderr, "%s: the exact values are off by %g units of binary64\n", rows[r].name, error);
    is_right = 0;
  }
  return is_right;
}

int main(int argument_count, char **arguments) {
  int is_short = 0;
  long threads = sysconf(_SC_NPROCESSORS_ONLN);
  int i = 1;
  for (; i < argument_count && strncmp(arguments[i], "--", 2) == 0; i++) {
    if (strcmp(arguments[i], "--short") == 0) {
      is_short = 1;
    } else if (strcmp(arguments[i], "--threads") == 0 && i + 1 < argument_count && atol(arguments[i + 1]) > 0) {
      threads = atol(arguments[++i]);
    } else {
      fprintf(stderr, "usage: measure-precision [--short] [--threads N] [NAME...]\n");
      return 64;
    }
  }
  names = arguments + i;
  name_count = argument_count - i;

  if (row_count > MOST_ROWS) abort();
  int is_right = print_narrow(is_short, (int)threads);
  is_right &= print_float64(is_short ? 1 << 18 : 1 << 20);
  is_right &= print_exact(is_short ? 1 << 12 : 1 << 16);
  fprintf(stderr, "Precision: %s\n", is_right ? "no error is larger than allowed" : "errors are larger than allowed");
  return is_right ? 0 : 1;
}
