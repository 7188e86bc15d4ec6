import fc from 'fast-check'
import type { Leave, Plan } from './consumers.ts'
import type { Answer, Closing, Ending, Hands, Script } from './probe.ts'
import { show } from './timeline.ts'

/** Node cannot watch a frozen promise, so this one is not. */
export const aPromise = Promise.resolve(1)

const frozen = Object.freeze([1, Object.freeze([2])])

/** What flows: `null`, `undefined` and a promise are values like others. Frozen, so that who mutates them is found out. */
export const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.nat(9) },
  { weight: 1, arbitrary: fc.constant(aPromise) },
  {
    weight: 5,
    arbitrary: fc.constantFrom<unknown>(
      undefined,
      null,
      Number.NaN,
      false,
      '',
      'ab',
      frozen,
      Object.freeze([]),
      Object.freeze({ a: 1 }),
      Object.freeze(new Error('a value, not a failure')),
    ),
  },
)

export const anyError: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(undefined, new Error('boom'), null, 'boom', 0)

export const answers = (...kinds: readonly Answer[]): fc.Arbitrary<readonly Answer[]> =>
  fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 4 })

export const ends = { is: 'done' } as const
export const hangs = { is: 'hangs' } as const

export const fails: fc.Arbitrary<Ending> = fc
  .tuple(fc.constantFrom('rejects' as const, 'throws' as const), anyError)
  .map(([is, error]) => ({ is, error }))

export const refuses: fc.Arbitrary<Ending> = anyError.map((error) => ({ is: 'refuses to open', error }))

export const closes: fc.Arbitrary<Closing> = fc.constantFrom<Closing>(
  { is: 'answers' },
  { is: 'answers later' },
  { is: 'queues' },
  { is: 'releases' },
)

export const failsToClose: fc.Arbitrary<Closing> = fc
  .tuple(
    fc.constantFrom('rejects' as const, 'throws' as const),
    fc.constantFrom<unknown>(new Error('close'), undefined),
  )
  .map(([is, error]) => ({ is, error }))

export interface ScriptParts {
  readonly values: fc.Arbitrary<unknown>
  readonly hands?: readonly Hands[]
  readonly answers?: fc.Arbitrary<readonly Answer[]>
  readonly ending?: fc.Arbitrary<Ending>
  readonly closing?: fc.Arbitrary<Closing>
  readonly least?: number
  readonly most?: number
}

const isThenable = (value: unknown): boolean => value instanceof Promise

/** A plain iterable cannot hang, an array cannot fail, and an async generator awaits what it yields. */
const fits = ({ hands, ending, values }: Script): boolean => {
  if (hands === 'async') return true
  if (hands === 'iterable') return ending.is !== 'hangs'
  return ending.is === 'done' && (hands === 'array' || !values.some(isThenable))
}

export const scripts = ({
  values,
  hands = ['async', 'async', 'async', 'iterable'],
  answers: answering = answers('at once', 'soon', 'later'),
  ending = fc.constant(ends),
  closing = fc.constant({ is: 'answers' }),
  least = 0,
  most = 7,
}: ScriptParts): fc.Arbitrary<Script> =>
  fc
    .record({
      hands: fc.constantFrom(...hands),
      values: fc.array(values, { minLength: least, maxLength: most, size: 'max' }),
      answers: answering,
      ending,
      closing,
    })
    .map((script) => (fits(script) ? script : { ...script, hands: 'async' }))

export const plans = (parts: {
  readonly atOnce?: readonly number[]
  readonly stall?: readonly number[]
  readonly reads?: fc.Arbitrary<number>
  readonly then?: readonly Plan['then'][]
}): fc.Arbitrary<Plan> =>
  fc.record({
    atOnce: fc.constantFrom(...(parts.atOnce ?? [1])),
    stall: fc.constantFrom(...(parts.stall ?? [0, 0, 1])),
    reads: parts.reads ?? fc.constant(Infinity),
    then: fc.constantFrom(...(parts.then ?? (['stays'] as const))),
  })

export const leaves: readonly Leave[] = ['return', 'throw', 'dispose']
export const departures: readonly Plan['then'][] = [
  ...leaves,
  'return in mid-pull',
  'throw in mid-pull',
  'dispose in mid-pull',
]

const showEnding = (ending: Ending): string =>
  'error' in ending ? `${ending.is} ${ending.is === 'refuses to open' ? 'with ' : ''}${show(ending.error)}` : ending.is

export const showScript = ({ hands, values, answers: answering, ending, closing }: Script): string => {
  const how = hands === 'async' ? ` answered ${answering.join(', ')}` : ''
  const close = 'error' in closing ? `${closing.is} ${show(closing.error)}` : closing.is
  return `the source (${hands}) gives ${show(values)}${how}, then ${showEnding(ending)}; its return() ${close}`
}

export const showPlan = ({ atOnce, stall, reads, then }: Plan): string => {
  const how = `${atOnce === 1 ? 'one next() at a time' : `${atOnce} next() at once`}${stall > 0 ? `, ${stall} turns apart` : ''}`
  return `the consumer calls ${how}, ${reads === Infinity ? 'to the end' : `for ${reads} answers`}, and ${then === 'stays' ? 'stays' : `leaves by ${then}`}`
}
