// Blocks of Householder reflectors of Gaussian vectors, and their product with columns of the identity, for one
// type of numbers CK_REAL on one instruction set.
//
// Each element of a matrix product is one chain of fused multiply-adds, over the summed index in increasing
// order: whatever is kept in registers, put away and taken up again, the bits are the same. Where a factor is 0
// because of its place, a term is left out or not; neither changes a bit.
//
// A block of reflectors has its vectors as rows of `width` numbers, one for each row of the matrix from the block's
// first on. Columns of the product lie in lines, as many of them side by side as fill a cache line: a line is a
// matrix of its own, of the rows of the product and CK_LINE columns. What tiles need more is filled with zeros.
// v, t, w and z are named as in `Stream.md`.

#define CK_JOIN_NAMES(a, b) a##_##b
#define CK_JOIN(a, b) CK_JOIN_NAMES(a, b)
#define CK_OWN(name) CK_JOIN(name, CK_REAL)

#define ck_line CK_OWN(ck_line)
#undef CK_LINE
#define CK_LINE ((ptrdiff_t)(CK_LINE_BYTES / sizeof(CK_REAL)))

typedef CK_REAL ck_line __attribute__((ext_vector_type(CK_LINE_BYTES / sizeof(CK_REAL))));

CK_INLINE ck_line CK_OWN(ck_load)(const CK_REAL *place) {
  ck_line x;
  __builtin_memcpy(&x, place, sizeof x);
  return x;
}

CK_INLINE void CK_OWN(ck_put)(CK_REAL *place, ck_line x) { __builtin_memcpy(place, &x, sizeof x); }

// MARK: - Memory

/// A block of the reflectors, and where in their memory it is.
typedef struct {
  /// The first row and column, how many columns there are, and how many numbers in a row of the vectors.
  size_t first, columns, width;
  /// The rows from the first on.
  size_t rows;
  size_t signs, triangle, vectors;
} CK_OWN(ck_block);

CK_INLINE CK_OWN(ck_block) CK_OWN(ck_block_of)(size_t rows, size_t columns, size_t number) {
  const size_t line = (size_t)CK_LINE, blocks = (columns + CK_BLOCK - 1) / CK_BLOCK;
  CK_OWN(ck_block) block = {.first = number * CK_BLOCK};
  block.columns = columns - block.first < CK_BLOCK ? columns - block.first : CK_BLOCK;
  block.width = ck_padded(block.columns);
  block.rows = ck_padded(rows) - block.first;
  block.signs = block.first;
  block.triangle = (columns + line - 1) / line * line + number * CK_BLOCK * CK_BLOCK;
  block.vectors = block.triangle + (blocks - number) * CK_BLOCK * CK_BLOCK;
  // Each block has CK_BLOCK rows fewer than the one before.
  block.vectors += block.first * (block.rows + (block.first + CK_BLOCK) / 2);
  return block;
}

/// The vectors of the last block are followed by a line that products read.
static size_t CK_OWN(ck_reflectors_size)(size_t rows, size_t columns) {
  const CK_OWN(ck_block) last =
      CK_OWN(ck_block_of)(rows, columns, (columns + CK_BLOCK - 1) / CK_BLOCK - 1);
  return (last.vectors + last.rows * last.width) * sizeof(CK_REAL) + CK_LINE_BYTES;
}

/// Each line has beside its own rows those of `w` and of `z` of one block.
static size_t CK_OWN(ck_lines_size)(size_t rows, size_t lines) {
  return lines * (ck_padded(rows) + 2 * CK_BLOCK) * CK_LINE_BYTES;
}

// MARK: - Products

/// A tile of a product: c (zero if `fresh`) + a b, of `rows` x `lines` lines, summed over `count` steps.
///
/// The distances are those from row to row, from step to step and from line to line.
CK_INLINE void CK_OWN(ck_tile)(
    const int rows, const int lines, const CK_REAL *a, ptrdiff_t a_row, ptrdiff_t a_step,
    const CK_REAL *b, ptrdiff_t b_step, ptrdiff_t b_line, CK_REAL *c, ptrdiff_t c_row,
    ptrdiff_t c_line, size_t count, int fresh) {
  ck_line sums[CK_TILE_ROWS][CK_TILE_LINES];
#pragma unroll
  for (int i = 0; i < rows; i++)
#pragma unroll
    for (int l = 0; l < lines; l++)
      sums[i][l] = fresh ? (ck_line)(CK_REAL)0 : CK_OWN(ck_load)(c + i * c_row + l * c_line);
#pragma clang loop unroll_count(2)
  for (size_t step = 0; step < count; step++) {
    ck_line x[CK_TILE_LINES];
#pragma unroll
    for (int l = 0; l < lines; l++) x[l] = CK_OWN(ck_load)(b + l * b_line);
#pragma unroll
    for (int i = 0; i < rows; i++) {
      const ck_line factor = (ck_line)a[i * a_row];
#pragma unroll
      for (int l = 0; l < lines; l++) sums[i][l] = __builtin_elementwise_fma(factor, x[l], sums[i][l]);
    }
    a += a_step;
    b += b_step;
  }
#pragma unroll
  for (int i = 0; i < rows; i++)
#pragma unroll
    for (int l = 0; l < lines; l++) CK_OWN(ck_put)(c + i * c_row + l * c_line, sums[i][l]);
}

/// Tiles of whole lines, one below the other; `a_tile` is the distance of their first factors.
CK_INLINE void CK_OWN(ck_tiles)(
    const int lines, size_t rows, const CK_REAL *a, ptrdiff_t a_tile, ptrdiff_t a_row,
    ptrdiff_t a_step, const CK_REAL *b, ptrdiff_t b_step, ptrdiff_t b_line, CK_REAL *c,
    ptrdiff_t c_row, ptrdiff_t c_line, size_t count, int fresh) {
  for (size_t i = 0; i < rows; i += CK_TILE_ROWS, a += a_tile, c += CK_TILE_ROWS * c_row)
    CK_OWN(ck_tile)(
        CK_TILE_ROWS, lines, a, a_row, a_step, b, b_step, b_line, c, c_row, c_line, count, fresh);
}

// MARK: - Transposing

CK_INLINE void CK_OWN(ck_transpose)(ck_line x[CK_LINE_BYTES / sizeof(CK_REAL)]) {
  ck_line y[CK_LINE_BYTES / sizeof(CK_REAL)];
  for (int round = 1; round < CK_LINE; round *= 2) {
#pragma unroll
    for (int i = 0; i < CK_LINE / 2; i++) {
      const ck_line a = x[i], b = x[i + CK_LINE / 2];
#if CK_REAL_BITS == 32
      y[2 * i] = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      y[2 * i + 1] =
          __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
#else
      y[2 * i] = __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
      y[2 * i + 1] = __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
#endif
    }
#pragma unroll
    for (int i = 0; i < CK_LINE; i++) x[i] = y[i];
  }
}

// MARK: - Making reflectors

/// Copies a matrix of which one of the strides is 1 into rows of `width` numbers, with zeros behind what it has.
CK_INLINE void CK_OWN(ck_pack)(
    const CK_REAL *source, ptrdiff_t row_stride, ptrdiff_t column_stride, size_t rows,
    size_t padded_rows, size_t columns, size_t width, CK_REAL *vectors) {
  if (columns < width) memset(vectors, 0, rows * width * sizeof *vectors);
  memset(vectors + rows * width, 0, (padded_rows - rows) * width * sizeof *vectors);
  if (column_stride == 1) {
    for (size_t row = 0; row < rows; row++)
      memcpy(vectors + row * width, source + (ptrdiff_t)row * row_stride, columns * sizeof *vectors);
    return;
  }
  const size_t line = (size_t)CK_LINE;
  for (size_t row = 0; row < rows; row += line)
    for (size_t column = 0; column < columns; column += line) {
      const CK_REAL *from = source + (ptrdiff_t)row + (ptrdiff_t)column * column_stride;
      CK_REAL *to = vectors + row * width + column;
      if (rows - row >= line && columns - column >= line) {
        ck_line x[CK_LINE_BYTES / sizeof(CK_REAL)];
#pragma unroll
        for (int i = 0; i < CK_LINE; i++) x[i] = CK_OWN(ck_load)(from + i * column_stride);
        CK_OWN(ck_transpose)(x);
#pragma unroll
        for (int i = 0; i < CK_LINE; i++) CK_OWN(ck_put)(to + (size_t)i * width, x[i]);
      } else {
        for (size_t j = 0; j < line && column + j < columns; j++)
          for (size_t i = 0; i < line && row + i < rows; i++)
            to[i * width + j] = from[(ptrdiff_t)i + (ptrdiff_t)j * column_stride];
      }
    }
}

/// The sums of squares of the columns, in binary64: in row r's place r mod 16, and these places pairwise.
CK_INLINE void CK_OWN(ck_squares)(
    const CK_REAL *vectors, size_t rows, size_t width, double squares[CK_BLOCK]) {
  enum { PLACES = 16, WIDTH = 4 };
  typedef double doubles __attribute__((ext_vector_type(WIDTH)));
  typedef CK_REAL reals __attribute__((ext_vector_type(WIDTH)));
  doubles sums[PLACES][CK_BLOCK / WIDTH];
  memset(sums, 0, sizeof sums);
  for (size_t row = 0; row < rows; row++, vectors += width) {
    doubles *const place = sums[row % PLACES];
    for (size_t column = 0; column < width; column += WIDTH) {
      reals x;
      __builtin_memcpy(&x, vectors + column, sizeof x);
      const doubles wide = __builtin_convertvector(x, doubles);
      place[column / WIDTH] = __builtin_elementwise_fma(wide, wide, place[column / WIDTH]);
    }
  }
  for (int half = PLACES / 2; half > 0; half /= 2)
    for (int place = 0; place < half; place++)
      for (size_t column = 0; column < width / WIDTH; column++)
        sums[place][column] += sums[place + half][column];
  memcpy(squares, sums[0], width * sizeof *squares);
}

/// The upper triangle of V'V, some elements below it too.
CK_INLINE void CK_OWN(ck_products)(
    const CK_REAL *vectors, size_t rows, size_t width, CK_REAL *products) {
  memset(products, 0, CK_BLOCK * CK_BLOCK * sizeof *products);
  // So many rows that they stay in the nearest cache.
  for (size_t row = 0; row < rows; row += CK_BLOCK) {
    const size_t count = rows - row < CK_BLOCK ? rows - row : CK_BLOCK;
    const CK_REAL *const part = vectors + row * width;
    for (size_t column = 0; column < width; column += (size_t)CK_LINE) {
      const size_t end = column + (size_t)CK_LINE;
      CK_OWN(ck_tiles)(
          1, end < width ? end : width, part, CK_TILE_ROWS, 1, (ptrdiff_t)width, part + column,
          (ptrdiff_t)width, 0, products + column, CK_BLOCK, 0, count, 0);
    }
  }
}

static void CK_OWN(ck_reflect)(
    const void *gaussian, ptrdiff_t row_stride, ptrdiff_t column_stride, size_t all_rows,
    size_t all_columns, size_t number, void *reflectors) {
  const CK_OWN(ck_block) block = CK_OWN(ck_block_of)(all_rows, all_columns, number);
  const size_t rows = all_rows - block.first, columns = block.columns, width = block.width;
  const CK_REAL *const numbers =
      (const CK_REAL *)gaussian + (ptrdiff_t)block.first * (row_stride + column_stride);
  CK_REAL *const vectors = (CK_REAL *)reflectors + block.vectors;
  CK_REAL *const triangle = (CK_REAL *)reflectors + block.triangle;
  CK_REAL *const signs = (CK_REAL *)reflectors + block.signs;
  CK_OWN(ck_pack)(numbers, row_stride, column_stride, rows, block.rows, columns, width, vectors);
  for (size_t row = 0; row < columns; row++)
    memset(vectors + row * width + row, 0, (columns - row) * sizeof *vectors);
  double squares[CK_BLOCK];
  CK_OWN(ck_squares)(vectors, rows, width, squares);

  // T with the opposite sign, columns as rows: first the diagonal, which V'V is not needed for.
  CK_REAL columns_of_t[CK_BLOCK][CK_BLOCK] = {{0}};
  for (size_t k = 0; k < columns; k++) {
    const double first = (double)numbers[(ptrdiff_t)k * (row_stride + column_stride)];
    if (k + 1 == rows) {
      // A reflector of length 1 is none; the sign is that of the number.
      signs[k] = first < 0 ? -1 : 1;
      continue;
    }
    const double norm = __builtin_sqrt(__builtin_fma(first, first, squares[k]));
    // Away from R's diagonal element, which has the sign that avoids cancellation.
    const CK_REAL head = (CK_REAL)(first < 0 ? first - norm : first + norm);
    signs[k] = first < 0 ? 1 : -1;
    vectors[k * width + k] = head;
    columns_of_t[k][k] = (CK_REAL)(-2 / __builtin_fma((double)head, (double)head, squares[k]));
  }

  CK_REAL products[CK_BLOCK * CK_BLOCK];
  CK_OWN(ck_products)(vectors, block.rows, width, products);
  for (size_t column = 1; column < columns; column++) {
    CK_REAL *const t = columns_of_t[column];
    const ck_line diagonal = (ck_line)t[column];
    ck_line sums[CK_BLOCK * sizeof(CK_REAL) / CK_LINE_BYTES];
    memset(sums, 0, sizeof sums);
    for (size_t k = 0; k < column; k++) {
      const ck_line factor = (ck_line)products[k * CK_BLOCK + column];
      for (size_t i = 0; i <= k / (size_t)CK_LINE; i++)
        sums[i] = __builtin_elementwise_fma(
            CK_OWN(ck_load)(columns_of_t[k] + i * (size_t)CK_LINE), factor, sums[i]);
    }
    CK_REAL above[CK_BLOCK];
    for (size_t i = 0; i < CK_BLOCK / (size_t)CK_LINE; i++)
      CK_OWN(ck_put)(above + i * (size_t)CK_LINE, diagonal * sums[i]);
    memcpy(t, above, column * sizeof *t);
  }
  for (size_t row = 0; row < CK_BLOCK; row++)
    for (size_t column = 0; column < CK_BLOCK; column++)
      triangle[row * CK_BLOCK + column] = columns_of_t[column][row];
}

// MARK: - Columns of the product

/// Adds V z to lines of the result, from a block's first row on, and makes the next block's V'c of them.
///
/// Where a line is new, all its elements are those of the identity before; of the others, the block's own rows are 0.
CK_INLINE void CK_OWN(ck_pass)(
    const CK_REAL *vectors, const ptrdiff_t width, const CK_REAL *next, size_t rows,
    size_t first_new, size_t lines, size_t new_lines, const CK_REAL *z, CK_REAL *w, CK_REAL *c,
    ptrdiff_t c_line) {
  // So many that what a line meets stays in the nearest cache; CK_BLOCK is a multiple of it.
  enum { MOST_ROWS = 192 / sizeof(CK_REAL) };
  const ptrdiff_t w_line = CK_BLOCK * CK_LINE;
  for (size_t row = 0; row < rows; row += MOST_ROWS) {
    const size_t count = rows - row < MOST_ROWS ? rows - row : MOST_ROWS;
    for (size_t line = 0; line < lines;) {
      const size_t wide = lines - line < CK_TILE_LINES ? 1 : CK_TILE_LINES;
      CK_REAL *const part = c + (ptrdiff_t)line * c_line + (ptrdiff_t)row * CK_LINE;
      for (size_t l = 0; l < wide; l++) {
        const int is_new = line + l < new_lines;
        CK_REAL *const own = part + (ptrdiff_t)l * c_line;
        if (is_new || row < CK_BLOCK) memset(own, 0, count * CK_LINE_BYTES);
        if (!is_new) continue;
        const size_t first = first_new + (line + l) * (size_t)CK_LINE;
        for (size_t i = 0; i < (size_t)CK_LINE; i++)
          if (first + i >= row && first + i < row + count)
            own[(first + i - row) * (size_t)CK_LINE + i] = 1;
      }
      // Columns of the block itself have zeros in z from their own number on.
      size_t steps = (size_t)width;
      if (line + wide <= new_lines) {
        const size_t end = first_new + (line + wide) * (size_t)CK_LINE;
        if (end < steps) steps = end;
      }
      const CK_REAL *const own_z = z + (ptrdiff_t)line * w_line;
      CK_REAL *const own_w = w + (ptrdiff_t)line * w_line;
      const CK_REAL *const v = vectors + (ptrdiff_t)row * width;
      const CK_REAL *const n = next ? next + (ptrdiff_t)row * CK_BLOCK : NULL;
#define CK_PASS(lines)                                                                            \
  do {                                                                                            \
    CK_OWN(ck_tiles)(                                                                             \
        lines, count, v, CK_TILE_ROWS * width, width, 1, own_z, CK_LINE, w_line, part, CK_LINE,   \
        c_line, steps, 0);                                                                        \
    if (n)                                                                                        \
      CK_OWN(ck_tiles)(                                                                           \
          lines, CK_BLOCK, n, CK_TILE_ROWS, 1, CK_BLOCK, part, CK_LINE, c_line, own_w, CK_LINE,   \
          w_line, count, row == 0);                                                               \
  } while (0)
      if (wide == 1) CK_PASS(1);
      else CK_PASS(CK_TILE_LINES);
#undef CK_PASS
      line += wide;
    }
  }
}

static void CK_OWN(ck_multiply)(
    const void *reflectors, size_t all_rows, size_t all_columns, size_t first, size_t lines,
    void *made) {
  const size_t line_width = (size_t)CK_LINE, padded_rows = ck_padded(all_rows);
  const ptrdiff_t c_line = (ptrdiff_t)padded_rows * CK_LINE, w_line = CK_BLOCK * CK_LINE;
  const CK_REAL *const numbers = reflectors;
  CK_REAL *const c = made, *const w = c + (ptrdiff_t)lines * c_line;
  CK_REAL *const z = w + (ptrdiff_t)lines * w_line;
  size_t end = first + lines * line_width;
  if (end > all_columns) end = all_columns;
  // Columns meet the reflectors from the last that reaches them to the first.
  for (size_t number = (end + CK_BLOCK - 1) / CK_BLOCK; number-- > 0;) {
    const CK_OWN(ck_block) block = CK_OWN(ck_block_of)(all_rows, all_columns, number);
    const CK_REAL *const vectors = numbers + block.vectors;
    const CK_REAL *const triangle = numbers + block.triangle;
    const size_t rows = block.rows, width = block.width;
    // The first line that the block reaches, and how many of these are its own columns.
    const size_t start = block.first > first ? (block.first - first) / line_width : 0;
    const size_t first_new = first + start * line_width - block.first;
    size_t new_lines = first_new < CK_BLOCK ? (CK_BLOCK - first_new) / line_width : 0;
    if (new_lines > lines - start) new_lines = lines - start;

    // V'c of new columns is a part of V'.
    for (size_t line = 0; line < new_lines; line++) {
      CK_REAL *const own = w + (ptrdiff_t)(start + line) * w_line;
      for (size_t i = 0; i < line_width; i++) {
        const size_t row = first_new + line * line_width + i;
        for (size_t k = 0; k < width; k++)
          own[k * line_width + i] = row < rows ? vectors[row * width + k] : 0;
      }
    }
    for (size_t line = start; line < lines;) {
      const size_t wide = lines - line < CK_TILE_LINES ? 1 : CK_TILE_LINES;
      for (size_t row = 0; row < width; row += CK_TILE_ROWS) {
        const CK_REAL *const own_w = w + (ptrdiff_t)line * w_line + (ptrdiff_t)row * CK_LINE;
        CK_REAL *const own_z = z + (ptrdiff_t)line * w_line + (ptrdiff_t)row * CK_LINE;
        const CK_REAL *const t = triangle + row * CK_BLOCK + row;
        if (wide == 1)
          CK_OWN(ck_tile)(
              CK_TILE_ROWS, 1, t, CK_BLOCK, 1, own_w, CK_LINE, w_line, own_z, CK_LINE, w_line,
              width - row, 1);
        else
          CK_OWN(ck_tile)(
              CK_TILE_ROWS, CK_TILE_LINES, t, CK_BLOCK, 1, own_w, CK_LINE, w_line, own_z, CK_LINE,
              w_line, width - row, 1);
      }
      line += wide;
    }
    const CK_REAL *next = NULL;
    if (number > 0) {
      // From this block's first row on.
      const size_t place = CK_OWN(ck_block_of)(all_rows, all_columns, number - 1).vectors;
      next = numbers + place + CK_BLOCK * CK_BLOCK;
    }
    const ptrdiff_t done = (ptrdiff_t)start * w_line;
    CK_REAL *const own_c = c + (ptrdiff_t)start * c_line + (ptrdiff_t)block.first * CK_LINE;
#define CK_PASS(width)                                                                            \
  CK_OWN(ck_pass)(                                                                                \
      vectors, width, next, rows, first_new, lines - start, new_lines, z + done, w + done, own_c, \
      c_line)
    if (width == CK_BLOCK) CK_PASS(CK_BLOCK);
    else CK_PASS((ptrdiff_t)width);
#undef CK_PASS
  }
}

// MARK: - Results

static void CK_OWN(ck_store)(
    const void *reflectors, const void *made, size_t all_rows, size_t first, size_t count,
    size_t first_row, size_t rows, double gain, double largest, void *out, ptrdiff_t row_stride,
    ptrdiff_t column_stride) {
  const CK_REAL *const c = made, *const signs = (const CK_REAL *)reflectors + first;
  const ck_line highest = (ck_line)(CK_REAL)largest;
  const size_t width = (size_t)CK_LINE, padded_rows = ck_padded(all_rows);
  for (size_t row = 0; row < rows; row += width) {
    const size_t row_count = rows - row < width ? rows - row : width;
    for (size_t column = 0; column < count; column += width) {
      const size_t column_count = count - column < width ? count - column : width;
      const CK_REAL *const from = c + column * padded_rows + (first_row + row) * width;
      CK_REAL *const to =
          (CK_REAL *)out + (ptrdiff_t)row * row_stride + (ptrdiff_t)column * column_stride;
      ck_line factor = (ck_line)(CK_REAL)0;
      __builtin_memcpy(&factor, signs + column, column_count * sizeof *signs);
      factor *= (CK_REAL)gain;
      ck_line x[CK_LINE_BYTES / sizeof(CK_REAL)];
#pragma unroll
      for (size_t i = 0; i < CK_LINE_BYTES / sizeof(CK_REAL); i++) {
        x[i] = i < row_count ? CK_OWN(ck_load)(from + i * width) * factor : highest;
        x[i] = x[i] < -highest ? -highest : x[i];
        x[i] = x[i] > highest ? highest : x[i];
      }
      if (column_stride != 1) CK_OWN(ck_transpose)(x);
      const size_t length = column_stride == 1 ? column_count : row_count;
      const size_t lines = column_stride == 1 ? row_count : column_count;
      const ptrdiff_t stride = column_stride == 1 ? row_stride : column_stride;
      if (length == width && lines == width) {
#pragma unroll
        for (int i = 0; i < CK_LINE; i++) CK_OWN(ck_put)(to + i * stride, x[i]);
      } else {
        for (size_t i = 0; i < lines; i++)
          __builtin_memcpy(to + (ptrdiff_t)i * stride, &x[i], length * sizeof *to);
      }
    }
  }
}

#undef ck_line
#undef CK_OWN
#undef CK_JOIN
#undef CK_JOIN_NAMES
