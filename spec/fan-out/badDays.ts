import fc from 'fast-check'
import { type AnyIterable, type Dispatcher, forEach, hub } from 'sluice'
import { quiet } from '../openCalls.ts'

/** What happens to a hub, and to whom: subscribers are counted from the first who joined. */
type Step =
  | { readonly is: 'joins'; readonly max: number; readonly min: number; readonly key: number; readonly picky: boolean }
  | { readonly is: 'asks' | 'leaves' | 'is disposed'; readonly who: number }
  | { readonly is: 'is read by a sink'; readonly who: number; readonly breaksAt: number }
  | { readonly is: 'rests' }

export interface Day {
  /** Its values are 1, 2, ... up to this one. */
  readonly last: number
  readonly then: 'ends' | 'fails' | 'hangs'
  readonly hands: 'a list' | 'at once' | 'late'
  readonly startWhen: number
  readonly whenEmpty: 'wait' | 'close'
  /** Whether the hub is closed after the last step, or everybody reads on. */
  readonly closes: boolean
  readonly steps: readonly Step[]
}

const who = fc.nat(5)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('joins' as const),
      max: fc.integer({ min: 0, max: 5 }),
      min: fc.nat(4),
      key: fc.nat(1),
      picky: fc.boolean(),
    }),
  },
  { weight: 6, arbitrary: fc.record({ is: fc.constant('asks' as const), who }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constantFrom('leaves' as const, 'is disposed' as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('is read by a sink' as const),
      who,
      breaksAt: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ is: 'rests' as const }) },
)

export const days: fc.Arbitrary<Day> = fc.record({
  last: fc.nat(14),
  then: fc.constantFrom('ends', 'fails', 'hangs'),
  hands: fc.constantFrom('a list', 'at once', 'late'),
  startWhen: fc.nat(2),
  whenEmpty: fc.constantFrom('wait', 'wait', 'close'),
  closes: fc.boolean(),
  steps: fc.array(step, { maxLength: 30, size: 'max' }),
})

interface Member {
  readonly subscription: AsyncIterable<number> & AsyncDisposable
  readonly key: number
  readonly picky: boolean
  readonly window: number
  readonly got: number[]
  iterator?: AsyncIterator<number>
  asks: number
  sunk: boolean
  over: boolean
}

/** What came of a day. */
export interface Outcome {
  readonly members: ReadonlyArray<Pick<Member, 'key' | 'picky' | 'got'>>
  /** What was read for each key, in time. */
  readonly byKey: ReadonlyArray<readonly number[]>
  readonly closed: number
  /** Whether somebody reads to the end, and nobody closed the source. */
  readonly whole: boolean
  readonly faults: readonly string[]
}

const even = (n: number): boolean => n % 2 === 0

export const play = async (dispatcher: Dispatcher<number, never, object>, day: Day): Promise<Outcome> => {
  const faults: string[] = []
  const fault = (broken: boolean, text: string): void => void (broken && faults.push(text))
  let [pulled, calls, closed, ended] = [0, 0, 0, false]
  const answer = (): IteratorResult<number> => {
    if (pulled < day.last) return { done: false, value: ++pulled }
    // While it is being asked it may be closed, since nobody knows its answer yet.
    setImmediate(() => (ended = true))
    if (day.then === 'fails') throw undefined
    return { done: true, value: undefined }
  }
  const next = async (): Promise<IteratorResult<number>> => {
    calls++
    fault(closed > 0, 'pulls a closed source')
    if (day.hands === 'late') await new Promise(setImmediate)
    return day.then === 'hangs' && pulled === day.last ? new Promise(() => undefined) : answer()
  }
  const close = (): Promise<IteratorResult<number>> => {
    closed++
    fault(ended, 'closes a source that has ended')
    return Promise.resolve({ done: true, value: undefined })
  }
  const listed = (): Iterator<number> => ({ next: answer, return: () => (closed++, { done: true, value: undefined }) })
  const source: AnyIterable<number> =
    day.hands === 'a list' && day.then !== 'hangs'
      ? { [Symbol.iterator]: listed }
      : { [Symbol.asyncIterator]: () => ({ next, return: close }) }
  const { startWhen, whenEmpty } = day
  const shared = hub(dispatcher, { startWhen, whenEmpty })(source)
  const members: Member[] = []
  const byKey: number[][] = [[], []]
  const pending = new Set<Promise<void>>()

  const track = (promise: PromiseLike<unknown>): void => {
    const settled = (): void => void pending.delete(tracked)
    const tracked: Promise<void> = Promise.resolve(promise).then(settled, settled)
    pending.add(tracked)
  }
  const read = (member: Member, n: number): void => {
    member.got.push(n)
    byKey[member.key]!.push(n)
  }
  const join = (key: number, max = 0, min = 0, picky = false): Member | undefined => {
    const window = max === 0 ? {} : { max, min: Math.min(min, max - 1) }
    const where = picky ? { where: even } : {}
    const before = shared.subscribers
    try {
      const subscription = shared.subscribe({ ...window, ...where, key } as object)
      const member = { subscription, key, picky, window: max, got: [], asks: 0, sunk: false, over: false }
      members.push(member)
      return member
    } catch {
      fault(shared.subscribers !== before, 'takes in whom it refuses')
      return undefined
    }
  }
  const ask = async (member: Member): Promise<boolean> => {
    member.asks++
    member.iterator ??= member.subscription[Symbol.asyncIterator]()
    try {
      const result = await member.iterator.next()
      if (result.done !== true) read(member, result.value)
      return result.done !== true
    } catch {
      return false
    }
  }
  const readOn = async (member: Member): Promise<void> => {
    while (await ask(member));
  }
  const does: { readonly [K in Step['is']]: (step: Extract<Step, { is: K }>, member?: Member) => void } = {
    'joins': ({ key, max, min, picky }) => void join(key, max, min, picky),
    'asks': (_, member) => {
      if (member !== undefined && !member.sunk) track(ask(member))
    },
    'leaves': (_, member) => {
      if (member === undefined || member.sunk) return
      member.over = true
      member.iterator ??= member.subscription[Symbol.asyncIterator]()
      track(member.iterator.return!())
    },
    'is disposed': (_, member) => {
      if (member === undefined) return
      member.over = true
      track(member.subscription[Symbol.asyncDispose]())
    },
    'is read by a sink': ({ breaksAt }, member) => {
      if (member === undefined || member.iterator !== undefined || member.sunk) return
      member.sunk = true
      const taken = (n: number): void => {
        read(member, n)
        if (member.got.length === breaksAt) throw undefined
      }
      track(forEach(taken)(member.subscription))
    },
    'rests': () => undefined,
  }
  const keep = async (key: number): Promise<void> => {
    for (let tries = 0; tries < 60; tries++) {
      const member = join(key)
      if (member !== undefined) return readOn(member)
      await quiet()
    }
  }

  for (const one of day.steps) {
    const member = 'who' in one ? members[one.who] : undefined
    does[one.is](one as never, member)
    if (one.is === 'rests') await quiet()
    const greedy = members.some(({ sunk, picky }) => sunk || picky)
    const asked = members.reduce((sum, { window, asks }) => sum + asks + window, 0)
    fault(!greedy && pulled > asked, `pulled ${pulled} for ${asked} asked`)
  }
  if (!day.closes) {
    for (const member of members) if (!member.sunk && !member.over) track(readOn(member))
    for (const key of [0, 1, 0, 1]) track(keep(key))
    for (let turns = 0; turns < 40 && pending.size > 0; turns++) await quiet()
    fault(day.then !== 'hangs' && pending.size > 0, `${pending.size} are not answered at the end`)
  }
  const whole = !day.closes && whenEmpty === 'wait'
  await shared.close()
  for (let turns = 0; turns < 5 && pending.size > 0; turns++) await quiet()
  fault(pending.size > 0, `${pending.size} are not answered after the close`)
  await quiet()
  fault(closed > 1, 'closes more than once')
  fault(!ended && pulled > 0 && closed === 0, 'does not close the source')
  const before = calls
  await quiet()
  fault(calls > before, 'goes on')
  return { members, byKey, closed, whole, faults }
}
