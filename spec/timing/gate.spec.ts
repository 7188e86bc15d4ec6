import { pipe } from 'fp-ts/lib/function.js'
import { type AnyIterable, forEach, gate, map, range, toArray, zip } from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { pipelineOf } from '../../lib/core/pipeline.ts'
import { WAIT } from '../../lib/core/protocol.ts'
import { Feed, VALUE } from '../../lib/origins/feed.ts'
import { obeysTheLaws, refuses } from '../laws.ts'
import { quiet } from '../openCalls.ts'
import { prompted } from '../prompted.ts'

/** A consumer of the source behind the door, and what it has heard. */
const visitor = (source: AsyncIterable<unknown>) => {
  const values = source[Symbol.asyncIterator]()
  const heard: unknown[] = []
  const ask = (times = 1): void => {
    for (let i = 0; i < times; i++)
      void values.next().then(
        ({ done, value }) => heard.push(done === true ? 'done' : value),
        (error: unknown) => heard.push(error),
      )
  }
  const hears = async (): Promise<readonly unknown[]> => {
    await quiet()
    return [...heard]
  }
  return { values, ask, hears }
}

describe('gate', () => {
  const model = (values: readonly unknown[]): readonly unknown[] => values
  describe('open', () => {
    obeysTheLaws({ stage: gate(), model, lookahead: 0 })
  })
  describe('stepped on, turn by turn', () => {
    const door = gate({ open: false })
    obeysTheLaws({ stage: door, model, lookahead: 0, eachTurn: () => door.step() })
  })
  describe('opened and closed in each turn', () => {
    const door = gate({ open: false })
    const flap = (): void => {
      door.resume()
      door.pause()
    }
    obeysTheLaws({ stage: door, model, lookahead: 0, eachTurn: flap })
  })

  test('lets everything pass by default', async () => {
    expect(await pipe(range(1, 3), gate(), toArray)).toEqual([1, 2, 3])
  })

  test('D15: opens no source while it is closed, and answers all that is asked in order when it opens', async () => {
    const door = gate({ open: false })
    const source = prompted<number>()
    const { ask, hears } = visitor(pipe(source, door))
    for (const i of [0, 1, 2, 3]) source.give(i)
    ask(4)
    expect(await hears()).toEqual([])
    expect(source.log).toEqual([])
    door.resume()
    expect(await hears()).toEqual([0, 1, 2, 3])
  })

  test('D15: is as if it had never been closed where it opens before it is asked', async () => {
    const door = gate({ open: false })
    door.resume()
    expect(await pipe(range(0, 3), door, toArray)).toEqual([0, 1, 2, 3])
  })

  test('D15: stays closed where it is paused twice, and needs one resume', async () => {
    const door = gate({ open: false })
    door.pause()
    const { ask, hears } = visitor(pipe(range(0), door))
    ask(2)
    expect(await hears()).toEqual([])
    door.resume()
    expect(await hears()).toEqual([0, 1])
  })

  test('pulls nothing while it is paused', async () => {
    const door = gate()
    const source = prompted<number>()
    const { ask, hears } = visitor(pipe(source, door))
    ask()
    source.give(1)
    expect(await hears()).toEqual([1])
    door.pause()
    source.give(2)
    ask()
    expect(await hears()).toEqual([1])
    expect(source.log).toEqual(['opened', 'pulled'])
    door.resume()
    expect(await hears()).toEqual([1, 2])
  })

  test.each([
    ['a value', 2, (source: ReturnType<typeof prompted<number>>) => source.give(2)],
    ['its end', 'done', (source: ReturnType<typeof prompted<number>>) => source.end()],
    ['its error', 'no', (source: ReturnType<typeof prompted<number>>) => source.fail('no')],
  ])('keeps %s back that was asked for before the pause', async (_, due, answer) => {
    const door = gate()
    const source = prompted<number>()
    const { ask, hears } = visitor(pipe(source, door))
    ask()
    await quiet()
    door.pause()
    answer(source)
    expect(await hears()).toEqual([])
    door.resume()
    expect(await hears()).toEqual([due])
  })

  test('stops a source that gives value after value, where it is paused by a consumer of these', async () => {
    const door = gate()
    let given = 0
    const { ask, hears } = visitor(
      pipe(
        range(1),
        map((n) => (given = n)),
        door,
        map((n) => {
          if (n === 2) door.pause()
          return n
        }),
      ),
    )
    ask(5)
    expect(await hears()).toEqual([1, 2])
    expect(given).toBe(2)
  })

  describe('closed', () => {
    test('lets n values pass with step(n), and one with step()', async () => {
      const door = gate({ open: false })
      const { ask, hears } = visitor(pipe(range(1), door))
      ask(9)
      door.step()
      expect(await hears()).toEqual([1])
      door.step(3)
      expect(await hears()).toEqual([1, 2, 3, 4])
      door.step()
      door.step()
      expect(await hears()).toEqual([1, 2, 3, 4, 5, 6])
      door.resume()
      expect(await hears()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    })

    test('keeps steps for who asks later, and pulls no more than they allow', async () => {
      const door = gate({ open: false })
      const source = prompted<number>()
      for (const i of [1, 2, 3]) source.give(i)
      door.step(2)
      const { ask, hears } = visitor(pipe(source, door))
      expect(source.log).toEqual([])
      ask(3)
      expect(await hears()).toEqual([1, 2])
      expect(source.log).toEqual(['opened', 'pulled', 'pulled'])
    })

    test('keeps its steps where it is paused once more', async () => {
      const door = gate({ open: false })
      door.step()
      door.pause()
      const { ask, hears } = visitor(pipe(range(1), door))
      ask(2)
      expect(await hears()).toEqual([1])
    })

    test('is left at once, and opens nothing for that', async () => {
      const door = gate({ open: false })
      const source = prompted<number>()
      const { values, ask, hears } = visitor(pipe(source, door))
      ask()
      expect(await values.return?.(undefined)).toEqual({ value: undefined, done: true })
      door.resume()
      expect(await hears()).toEqual(['done'])
      expect(source.log).toEqual([])
    })

    test('is left at once where its source was opened before, and closes that', async () => {
      const door = gate()
      const source = prompted<number>()
      const { values, ask } = visitor(pipe(source, door))
      ask()
      source.give(1)
      await quiet()
      door.pause()
      ask()
      await values.return?.()
      expect(source.log).toEqual(['opened', 'pulled', 'closed'])
    })
  })

  test('forgets steps where it is open: they are for a closed one', async () => {
    const door = gate({ open: false })
    door.step(5)
    door.resume()
    door.step(5)
    door.pause()
    const { ask, hears } = visitor(pipe(range(1), door))
    ask()
    expect(await hears()).toEqual([])
  })

  test('controls all runs of it, whatever pipeline they are in', async () => {
    const door = gate({ open: false })
    const one = visitor(pipe(range(1), door))
    const two = visitor(pipe(['a', 'b', 'c'], door))
    one.ask(2)
    two.ask(2)
    expect([await one.hears(), await two.hears()]).toEqual([[], []])
    door.step(1)
    expect([await one.hears(), await two.hears()]).toEqual([[1], []])
    door.resume()
    expect([await one.hears(), await two.hears()]).toEqual([
      [1, 2],
      ['a', 'b'],
    ])
  })

  test('takes a step from all when one run has used it, though others have asked their sources', async () => {
    const door = gate({ open: false })
    const sources = [prompted<number>(), prompted<number>()] as const
    const [one, two] = [visitor(pipe(sources[0], door)), visitor(pipe(sources[1], door))]
    one.ask()
    two.ask()
    door.step(1)
    await quiet()
    sources[1].give(2)
    await quiet()
    sources[0].give(1)
    expect([await one.hears(), await two.hears()]).toEqual([[], [2]])
    door.step(1)
    expect([await one.hears(), await two.hears()]).toEqual([[1], [2]])
  })

  test('rouses each of several runs that wait below one consumer', async () => {
    const door = gate({ open: false })
    const { ask, hears } = visitor(zip([pipe(range(1), door), pipe(['a', 'b'], door)]))
    ask()
    door.step(1)
    expect(await hears()).toEqual([])
    door.step(1)
    expect(await hears()).toEqual([[1, 'a']])
  })

  test('goes on rousing a run when another one that is roused with it has left, and rouses none that has', () => {
    const door = gate({ open: false })
    let roused = 0
    const rouse = (): void => void roused++
    const [one, two] = [new Feed(pipelineOf(door([1])), rouse), new Feed(pipelineOf(door([2])), rouse)]
    expect([one.take(1), two.take(1)]).toEqual([WAIT, WAIT])
    void one.close()
    door.step()
    expect(roused).toBe(1)
    expect([two.take(1), two.value]).toEqual([VALUE, 2])
    expect(two.take(1)).toBe(WAIT)
    void two.close()
    door.step()
    expect(roused).toBe(1)
  })

  test('owes no step where the source of a run lets another one use the last', async () => {
    const door = gate({ open: false })
    const other = new Feed(pipelineOf(door(['a', 'b'])), () => undefined)
    const { ask, hears } = visitor(
      pipe(
        range(1),
        map((n) => [n, other.take(1) === VALUE ? other.value : 'none']),
        door,
      ),
    )
    ask(3)
    door.step()
    expect(await hears()).toEqual([[1, 'a']])
    door.step()
    expect(await hears()).toEqual([
      [1, 'a'],
      [2, 'b'],
    ])
  })

  test('gives a consumer that takes all at once no more than it may', async () => {
    const door = gate({ open: false })
    const seen: number[] = []
    const done = pipe(
      range(1, 5),
      door,
      forEach((n) => {
        seen.push(n)
        if (n === 4) door.pause()
      }),
    )
    door.step(2)
    await quiet()
    expect(seen).toEqual([1, 2])
    door.resume()
    await quiet()
    expect(seen).toEqual([1, 2, 3, 4])
    door.resume()
    await done
    expect(seen).toEqual([1, 2, 3, 4, 5])
  })

  test('takes undefined and null for values', async () => {
    expect(await pipe([undefined, null], gate(), toArray)).toEqual([undefined, null])
  })

  test('refuses what is not allowed', () => {
    refuses(() => gate({ open: 1 as never }), RangeError, /^open must be one of true, false, got: 1$/)
    refuses(() => gate(false as never), TypeError, /^options must be an object, got: false$/)
    for (const n of [0, -1, 0.5, NaN, Infinity])
      for (const open of [true, false])
        refuses(() => gate({ open }).step(n), RangeError, /^n must be an integer of at least 1, got: /)
    refuses(() => gate().step('1' as never), TypeError, /^n must be a number, got: "1"$/)
  })

  test('gives what its source gives', () => {
    expectTypeOf(pipe(range(1), gate())).toEqualTypeOf<AsyncIterable<number>>()
    expectTypeOf(gate()).toBeCallableWith(['a'] as AnyIterable<string>)
    expectTypeOf(
      pipe(
        ['a'],
        gate({ open: true }),
        map((text) => text.length),
      ),
    ).toEqualTypeOf<AsyncIterable<number>>()
  })
})
