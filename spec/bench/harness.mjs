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

export const spread = (figures) => {
  const sorted = figures.toSorted((a, b) => a - b)
  return { q1: quantile(sorted, 0.25), median: quantile(sorted, 0.5), q3: quantile(sorted, 0.75) }
}

/** A row, measured: for each contender ns per value and its ratio to the limit, both as median and quartiles. */
export const measure = async (row, { rounds, sliceMs, warmUpMs, n = row.n }) => {
  const contenders = [{ name: 'limit', run: row.limit }, ...row.contenders.filter(({ run }) => run !== undefined)]
  const expected = row.expected(n)
  for (const contender of contenders) await slice(row, contender, n, expected, warmUpMs)

  const ns = new Map(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (let place = 0; place < contenders.length; place++) {
      const contender = contenders[(place + round) % contenders.length]
      ns.get(contender.name).push(await slice(row, contender, n, expected, sliceMs))
    }
  }

  const limit = ns.get('limit')
  return contenders.map(({ name }) => ({
    name,
    ns: spread(ns.get(name)),
    ratio: spread(ns.get(name).map((figure, round) => figure / limit[round])),
  }))
}

/** One function alone: the lowest noise for a curve over n, where the neighbours of a round would only disturb. */
export const curve = async (row, contender, ns, { rounds, sliceMs, warmUpMs }) => {
  await slice(row, contender, ns[0], row.expected(ns[0]), warmUpMs)
  const figures = new Map(ns.map((n) => [n, []]))
  for (let round = 0; round < rounds; round++) {
    for (const n of ns) figures.get(n).push(await slice(row, contender, n, row.expected(n), sliceMs))
  }
  return ns.map((n) => ({ n, ns: spread(figures.get(n)).median }))
}
