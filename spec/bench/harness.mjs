// The measure. Contenders of one row alternate in short slices inside one process; each round gives one ratio per
// contender, taken against the limit's slice of that same round, so that whatever slows the machine for a while
// slows both. Only the young generation is collected, and only between slices: a full collection throws the
// optimised code and type feedback of whoever ran last away, and made peers up to nine times slower.

const youngGc = globalThis.gc === undefined ? () => {} : () => globalThis.gc({ type: 'minor' })

const isThenable = (value) => value !== null && typeof value === 'object' && typeof value.then === 'function'

const check = (row, name, result, expected) => {
  if (!Object.is(result, expected)) {
    throw new Error(`${row.id}: ${name} gave ${String(result)}, expected ${String(expected)}`)
  }
}

/** Runs one contender over and over until `ms` have passed, checks each result, gives ns per value. */
const slice = async (row, { name, run }, n, expected, ms) => {
  youngGc()
  const start = performance.now()
  let elapsed = 0
  let runs = 0
  do {
    const result = run(n)
    check(row, name, isThenable(result) ? await result : result, expected)
    runs++
    elapsed = performance.now() - start
  } while (elapsed < ms)
  return (elapsed * 1e6) / (runs * n)
}

const quantile = (sorted, q) => {
  const at = (sorted.length - 1) * q
  const low = Math.floor(at)
  const high = Math.ceil(at)
  return sorted[low] + (sorted[high] - sorted[low]) * (at - low)
}

const spread = (figures) => {
  const sorted = figures.toSorted((a, b) => a - b)
  return { q1: quantile(sorted, 0.25), median: quantile(sorted, 0.5), q3: quantile(sorted, 0.75) }
}

/**
 * ns per value of each contender in each round; the order rotates, so that nobody always runs behind the same one. Who
 * takes minutes runs `once`, in the first process.
 */
export const sample = async (row, { rounds, sliceMs, warmUpMs }, first) => {
  const contenders = [{ name: 'limit', run: row.limit }, ...row.contenders.filter(({ run }) => run !== undefined)]
  const expected = row.expected(row.n)
  for (const contender of contenders) if (!contender.once) await slice(row, contender, row.n, expected, warmUpMs)

  const samples = contenders.map(({ name }) => ({ name, ns: [] }))
  for (let round = 0; round < rounds; round++) {
    for (let place = 0; place < contenders.length; place++) {
      const turn = (place + round) % contenders.length
      if (contenders[turn].once && (round > 0 || !first)) continue
      samples[turn].ns.push(await slice(row, contenders[turn], row.n, expected, sliceMs))
    }
  }
  return samples
}

/** The samples of several processes as one: ns and ratio to the limit of the same round, as median and quartiles. */
export const summary = (parts) =>
  parts[0].map(({ name }, index) => ({
    name,
    ns: spread(parts.flatMap((samples) => samples[index].ns)),
    ratio: spread(parts.flatMap((samples) => samples[index].ns.map((ns, round) => ns / samples[0].ns[round]))),
  }))

/**
 * A curve: per contender its median ns per value at each point, all in the same rounds. A point is a number of values,
 * what they add up to, and the contenders, everywhere the same ones in the same order.
 */
export const curve = async (row, points, { rounds, sliceMs, warmUpMs }) => {
  const [first] = points
  for (const contender of first.contenders) await slice(row, contender, first.n, first.expected, warmUpMs)
  const ns = first.contenders.map(() => points.map(() => []))
  for (let round = 0; round < rounds; round++) {
    for (const [at, { n, expected, contenders }] of points.entries()) {
      for (const [who, contender] of contenders.entries()) {
        ns[who][at].push(await slice(row, contender, n, expected, sliceMs))
      }
    }
  }
  return first.contenders.map(({ name }, who) => ({ name, ns: ns[who].map((figures) => spread(figures).median) }))
}
