// The user's functions, the same for every contender, and the plain ways to write a source and a consumer.

export const plusOne = (x) => x + 1
export const isEven = (x) => x % 2 === 0
export const double = (x) => x * 2

/** Wraps at 32 bits, so that a sum over a million values is no more work each than one over a thousand. */
export const add = (a, b) => (a + b) | 0

/** What a list is good for here: its values are looked at once more. */
export const addAll = (sum, list) => {
  let total = sum
  for (const value of list) total = add(total, value)
  return total
}

export function* count(n) {
  for (let x = 1; x <= n; x++) yield x
}

export async function* countAsync(n) {
  for (let x = 1; x <= n; x++) yield x
}

/** An async source that never waits, as cheap as one can be: an object and a resolved promise a value. */
export const countReady = (n) => ({
  [Symbol.asyncIterator]() {
    let x = 0
    return {
      next: () => Promise.resolve(x < n ? { done: false, value: ++x } : { done: true, value: undefined }),
    }
  },
})

/** Inner sources of `flatMap`. */
export const three = (x) => [x, x + 1, x + 2]

export async function* threeAsync(x) {
  yield x
  yield x + 1
  yield x + 2
}

export const expectedThree = (n) => ((n * (n + 1) * 3) / 2 + 3 * n) | 0

/** A real wait, and the shortest: until the event loop has gone round. */
export const turn = (value) => new Promise((resolve) => setImmediate(resolve, value))

export const sumOf = async (values) => {
  let sum = 0
  for await (const value of values) sum = add(sum, value)
  return sum
}

export async function* mapByHand(source, f) {
  for await (const value of source) yield f(value)
}

export async function* filterByHand(source, p) {
  for await (const value of source) if (p(value)) yield value
}
