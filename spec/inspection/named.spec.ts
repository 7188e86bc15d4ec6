import { flow, pipe } from 'fp-ts/lib/function.js'
import { channel, describe as graphOf, filter, map, named, range, toArray } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { obeysTheLaws, refuses } from '../laws.ts'

describe('named', () => {
  obeysTheLaws({ stage: named('label'), model: (values) => values, lookahead: 0 })

  test('labels what is right before it, and makes no node', () => {
    const pipeline = pipe(
      range(1),
      named('numbers'),
      map((n) => n * 2),
      filter((n) => n > 2),
      named('large'),
    )
    expect(graphOf(pipeline).nodes).toEqual([
      { id: 'n1', name: 'range', label: 'numbers' },
      { id: 'n2', name: 'map', label: 'map' },
      { id: 'n3', name: 'filter', label: 'large' },
    ])
  })

  test('gives the last label where there are several', () => {
    expect(graphOf(pipe(range(1), named('first'), named('second'))).nodes).toEqual([
      { id: 'n1', name: 'range', label: 'second' },
    ])
  })

  test('labels an array, and an iterable of somebody', () => {
    expect(graphOf(pipe([1], named('list'))).nodes).toEqual([{ id: 'n1', name: 'from', label: 'list' }])
  })

  test('takes any text, an empty one too', () => {
    expect(graphOf(pipe(range(1), named(''))).nodes).toEqual([{ id: 'n1', name: 'range', label: '' }])
  })

  test('leaves the original without a label', () => {
    const source = range(1)
    named('other')(source)
    expect(graphOf(source).nodes).toEqual([{ id: 'n1', name: 'range', label: 'range' }])
  })

  test('leaves steps in one chain of calls: a value passes it without a call more', async () => {
    const depths: number[] = []
    const ours = (stack = ''): number => stack.split('\n').filter((line) => line.includes('/lib/')).length
    const depth = map(() => depths.push(ours(new Error('here').stack)))
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = Infinity
    await pipe([1], map(String), map(String), depth, toArray)
    await pipe([1], map(String), named('a'), map(String), named('b'), depth, named('c'), toArray)
    Error.stackTraceLimit = stackTraceLimit
    const [plain = 0, labelled] = depths
    expect(plain).toBeGreaterThan(2)
    expect(labelled).toBe(plain)
  })

  test('shares the one consumer of a channel with the original', async () => {
    const numbers = channel<number>()
    const labelled = pipe(numbers, named('numbers'))
    await numbers.push(1)
    numbers.end()
    expect(await toArray(labelled)).toEqual([1])
    await expect(toArray(numbers)).rejects.toThrow(TypeError)
  })

  test('refuses what is no text', () => {
    refuses(() => named(1 as never), TypeError, /^label must be a string, got: 1$/)
    refuses(() => named(undefined as never), TypeError, /^label must be a string, got: undefined$/)
  })

  test('keeps the type of its values', () => {
    expectTypeOf(pipe(range(1), named('numbers'))).toEqualTypeOf<AsyncIterable<number>>()
    const flowing = flow(
      map((n: number) => String(n)),
      named('texts'),
      toArray,
    )
    expectTypeOf(flowing).returns.resolves.toEqualTypeOf<string[]>()
  })
})
