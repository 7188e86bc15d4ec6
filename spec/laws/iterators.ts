const AsyncIteratorPrototype: unknown = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype)

export const iteratorFault = (iterator: AsyncIterator<unknown>): string | undefined => {
  if (!isPrototypeOf(AsyncIteratorPrototype, iterator))
    return 'the iterator does not inherit from %AsyncIteratorPrototype%'
  const members = iterator as unknown as Record<PropertyKey, unknown>
  const missing = (['next', 'return', 'throw', Symbol.asyncDispose] as const).find(
    (name) => typeof members[name] !== 'function',
  )
  if (missing !== undefined) return `the iterator has no ${String(missing)}()`
  const itself = (iterator as unknown as AsyncIterable<unknown>)[Symbol.asyncIterator]()
  return (itself as unknown) === iterator ? undefined : 'the iterator is not its own iterable'
}

const isPrototypeOf = (prototype: unknown, value: object): boolean => {
  for (let up: unknown = Object.getPrototypeOf(value); up !== null; up = Object.getPrototypeOf(up))
    if (up === prototype) return true
  return false
}
