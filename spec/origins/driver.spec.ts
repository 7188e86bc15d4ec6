import { broadcast, demandDispatcher, type Dispatcher, type DemandState, hub, range, toArray } from 'sluice'
import { describe, expect, test } from 'vitest'
import { quiet } from '../openCalls.ts'

describe('the driver', () => {
  test('is not held up by one who begins with more in hand than it asks for', async () => {
    const [a, b] = broadcast(2, { capacity: 4 })(range(1, 9)).map((branch) => branch[Symbol.asyncIterator]())
    for (const value of [1, 2, 3]) expect(await a!.next()).toEqual({ value, done: false })
    expect(await b!.next()).toEqual({ value: 1, done: false })
    let next: unknown
    void a!.next().then((answer) => (next = answer))
    await quiet()
    expect(next).toEqual({ value: 4, done: false })
  })

  test('keeps the order of what a dispatcher leaves over, however often it does', async () => {
    const { dispatch, ...rest } = demandDispatcher<number>()
    const slow: Dispatcher<number, DemandState> = {
      ...rest,
      dispatch: (state, events) => {
        const step = dispatch(state, events.slice(0, 1))
        return { ...step, leftover: [...step.leftover, ...events.slice(1)] }
      },
    }
    const values = await toArray(range(1, 500))
    expect(await toArray(hub(slow)(values).subscribe({ max: 300 }))).toEqual(values)
  })
})
