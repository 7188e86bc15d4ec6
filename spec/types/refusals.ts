/** What does not compile, and what the compiler says first. */
export interface Refusal {
  readonly title: string
  /** One line, with all that `prelude` imports at hand. */
  readonly code: string
  readonly says: string
}

export const prelude = [
  "import { flow, pipe } from 'fp-ts/lib/function.js'",
  "import * as E from 'fp-ts/lib/Either.js'",
  "import * as N from 'fp-ts/lib/number.js'",
  "import * as O from 'fp-ts/lib/Option.js'",
  "import * as S from 'fp-ts/lib/string.js'",
  "import * as T from 'fp-ts/lib/Task.js'",
  "import * as A from 'sluice'",
  "import * as AI from 'sluice/fp-ts'",
  'const numbers = A.range(1, 2)',
  'const eithers: AsyncIterable<E.Either<Error, number>> = A.empty',
  'void [flow, pipe, E, N, O, S, T, A, AI, numbers, eithers]',
]

const refusal = (title: string, code: string, says: string): Refusal => ({ title, code, says })

/** The first line names what is wrong. */
export const refusals: readonly Refusal[] = [
  refusal(
    'what is no source',
    'pipe(3, A.map((n: number) => n))',
    "Argument of type 'number' is not assignable to parameter of type 'AnyIterable<number>'.",
  ),
  refusal(
    'a stage of other values, behind a source',
    "pipe(['a'], A.map((n: number) => n * 2))",
    "Argument of type 'string[]' is not assignable to parameter of type 'AnyIterable<number>'.",
  ),
  refusal(
    'a stage of other values, behind a stage',
    'pipe(numbers, A.map(String), A.filter((n: number) => n > 1))',
    "Argument of type 'Keeper<number>' is not assignable to parameter of type '(b: AsyncIterable<string>) => AsyncIterable<number>'.",
  ),
  refusal(
    'a stage of other values, in a flow',
    'flow(A.map((n: number) => `${n}`), A.tap((n: number) => n))',
    "Argument of type 'Keeper<number>' is not assignable to parameter of type '(b: AsyncIterable<string>) => AsyncIterable<number>'.",
  ),
  refusal(
    'a property that values have not',
    'pipe(numbers, A.map((n) => n.length))',
    "Property 'length' does not exist on type 'number'.",
  ),
  refusal(
    'a property that values have not, in an option',
    'pipe(numbers, A.uniq({ by: (n) => n.length }))',
    "Property 'length' does not exist on type 'number'.",
  ),
  refusal(
    'what is no function',
    'pipe(numbers, A.map(3))',
    "Argument of type 'number' is not assignable to parameter of type '(value: number) => unknown'.",
  ),
  refusal(
    'a stage where a sink has been',
    'pipe(numbers, A.toArray, A.map((n) => n))',
    "Argument of type '<A>(source: AnyIterable<A>) => Promise<A[]>' is not assignable to parameter of type '(a: AsyncIterable<number>) => AnyIterable<unknown>'.",
  ),
  refusal(
    'a stage that was not called',
    "pipe(['a'], A.lines, A.toArray)",
    "Type 'string[]' has no properties in common with type 'LinesOptions'.",
  ),
  refusal(
    'a predicate that gives no boolean',
    'pipe(numbers, A.dropWhile((n) => n + 1))',
    "Type 'number' is not assignable to type 'boolean'.",
  ),
  refusal(
    'an option that is spelt wrong',
    'A.mapAsync(async (n: number) => n, { concurency: 4 })',
    "Object literal may only specify known properties, but 'concurency' does not exist in type 'MapAsyncOptions'. Did you mean to write 'concurrency'?",
  ),
  refusal(
    'an option of another type',
    "A.mapAsync(async (n: number) => n, { concurrency: '4' })",
    "Type 'string' is not assignable to type 'Turnable | undefined'.",
  ),
  refusal(
    'an option that turns no number',
    "A.mapAsync(async (n: number) => n, { concurrency: { current: '4' } })",
    "Type 'string' is not assignable to type 'number'.",
  ),
  refusal(
    'an option that is missing',
    'A.mapByKey((s: string) => s, async (s) => s, {})',
    "Property 'concurrency' is missing in type '{}' but required in type 'MapByKeyOptions'.",
  ),
  refusal(
    'an option that is missing, beside others',
    'pipe(numbers, A.rateLimit({ limit: 5 }))',
    "Property 'interval' is missing in type '{ limit: number; }' but required in type 'RateLimitOptions<number>'.",
  ),
  refusal(
    'a batch that would never be full',
    'pipe(numbers, A.batch({ within: 5 }))',
    "Argument of type '{ within: number; }' is not assignable to parameter of type 'BatchOptions<number> & (Keyed<number, unknown, never> | Unkeyed)'.",
  ),
  refusal(
    'batches by key, of which any number may be open',
    'pipe(numbers, A.batch({ size: 2, by: (n) => n }))',
    "Argument of type '{ size: number; by: (n: number) => number; }' is not assignable to parameter of type 'BatchOptions<number> & (Keyed<number, unknown, never> | Unkeyed)'.",
  ),
  refusal(
    'a word that overflow does not know',
    "A.channel<number>({ overflow: 'drop' })",
    "Type '\"drop\"' is not assignable to type 'Overflow | undefined'.",
  ),
  refusal(
    'a buffer that would have to wait',
    "pipe(numbers, A.buffer({ overflow: 'block' }))",
    'Type \'"block"\' is not assignable to type \'"drop-newest" | "drop-oldest" | "error"\'.',
  ),
  refusal(
    'a function that gives no Option',
    'pipe(numbers, A.filterMap((n) => n))',
    "Type 'number' is not assignable to type 'Option<unknown>'.",
  ),
  refusal(
    'a function that gives no source',
    'pipe(numbers, A.flatMap((n) => n))',
    "Type 'number' is not assignable to type 'AnyIterable<unknown>'.",
  ),
  refusal(
    'a function that gives no pair of state and value',
    'pipe(numbers, A.mapAccum(0, (sum, n) => sum + n))',
    "Type 'number' is not assignable to type 'readonly [number, unknown]'.",
  ),
  refusal(
    'a step that gives no accumulator',
    "pipe(numbers, A.reduce('', (text, n) => text.length + n))",
    "Type 'number' is not assignable to type 'string'.",
  ),
  refusal(
    'a Monoid of other values',
    "pipe(['a'], A.fold(N.MonoidSum))",
    "Argument of type 'string[]' is not assignable to parameter of type 'AnyIterable<number>'.",
  ),
  refusal(
    'an Eq of other values',
    'pipe(numbers, A.changes(S.Eq))',
    "Argument of type 'Keeper<string>' is not assignable to parameter of type '(a: AsyncIterable<number>) => AsyncIterable<string>'.",
  ),
  refusal(
    'a policy that is no function',
    'A.mapAsync(async (n: number) => n, { retry: 3 })',
    "Type 'number' is not assignable to type 'RetryPolicy'.",
  ),
  refusal(
    'sources that come one by one, and not as an array',
    "A.merge()(numbers, ['a'])",
    'Expected 1 arguments, but got 2.',
  ),
  refusal(
    'what is no source, among sources',
    'A.zip([numbers, 3])',
    "Type 'number' is not assignable to type 'AnyIterable<unknown>'.",
  ),
  refusal(
    'a property that a column of zipWith has not',
    'A.zipWith([numbers, A.of(true)], (n, flag) => flag.length + n)',
    "Property 'length' does not exist on type 'boolean'.",
  ),
  refusal(
    'sources that are sorted by another Ord',
    "A.mergeSorted(N.Ord)([['a']])",
    "Type '[string]' is not assignable to type 'AnyIterable<number>'.",
  ),
  refusal(
    'a key that partition does not have',
    "pipe(numbers, A.partition({ by: () => 'a', keys: ['a', 'b'] })).c",
    "Property 'c' does not exist on type '{ readonly a: Branch<number>; readonly b: Branch<number>; }'.",
  ),
  refusal(
    'a partition that has no keys',
    "pipe(numbers, A.partition({ by: () => 'a' }))",
    "Argument of type '{ by: () => string; }' is not assignable to parameter of type 'PartitionBy<number, never, never> & Room<number>'.",
  ),
  refusal(
    'a branch too many',
    'pipe(numbers, A.broadcast(2))[2]',
    "Tuple type 'readonly [Branch<number>, Branch<number>]' of length '2' has no element at index '2'.",
  ),
  refusal(
    'a sink of other values, by key',
    "pipe(numbers, A.partitionTo({ by: () => 'a', sinks: { a: A.fold(S.Monoid) } }))",
    "Type 'Sink<string, string>' is not assignable to type 'Sink<number, string>'.",
  ),
  refusal(
    'a branch that may not be there',
    'pipe(pipe(numbers, A.balance(2)).at(0), A.toArray)',
    "Argument of type '<A>(source: AnyIterable<A>) => Promise<A[]>' is not assignable to parameter of type '(a: Branch<number> | undefined) => Promise<number[]>'.",
  ),
  refusal(
    'a subscriber with a key that its hub does not have',
    'pipe(numbers, A.hub(A.partitionDispatcher({ by: (n: number) => n, keys: [1, 2] }))).subscribe({ key: 3 })',
    "Type '3' is not assignable to type '1 | 2'.",
  ),
  refusal(
    'an error that is taken for an Error',
    'pipe(numbers, A.catchError((error) => A.of(error.message)))',
    "'error' is of type 'unknown'.",
  ),
  refusal(
    'a child that would be run for ever',
    "A.forEachAsync(async (n: number) => n, { restart: 'permanent' })",
    'Type \'"permanent"\' is not assignable to type \'"temporary" | "transient" | undefined\'.',
  ),
  refusal(
    'a child that is left out, and nobody told of it',
    "A.forEachAsync(async (n: number) => n, { restart: 'temporary' })",
    "Argument of type '{ restart: \"temporary\"; }' is not assignable to parameter of type 'ForEachAsyncOptions | undefined'.",
  ),
  refusal(
    'a value that is an Option taken for what is in it',
    'pipe(numbers, A.head).then((n: number) => n)',
    "Argument of type '(n: number) => number' is not assignable to parameter of type '(value: Option<number>) => number | PromiseLike<number>'.",
  ),
  refusal(
    'a field that the record has already',
    "pipe(AI.Do, AI.bind('x', () => numbers), AI.bind('x', () => numbers))",
    'Argument of type \'"x"\' is not assignable to parameter of type \'"x is a field already"\'.',
  ),
  refusal(
    'a field that the record has not yet',
    "pipe(AI.Do, AI.bind('x', () => numbers), AI.bind('y', ({ z }) => z))",
    "Property 'z' does not exist on type 'Bound<\"x\", {}, number>'.",
  ),
  refusal(
    'a promise in the place of a Task',
    'pipe(numbers, AI.mapTask(async (n) => n))',
    "Type 'Promise<number>' is not assignable to type 'Task<unknown>'.",
  ),
  refusal(
    'a Task in the place of a TaskEither',
    'pipe(numbers, AI.mapTaskEither((n) => T.of(n)))',
    "Type 'Task<number>' is not assignable to type 'TaskEither<unknown, unknown>'.",
  ),
  refusal(
    'a function that gives no Either',
    'pipe(eithers, AI.flatMapEither((n) => n + 1))',
    "Type 'number' is not assignable to type 'Either<unknown, unknown>'.",
  ),
  refusal(
    'a property that the left has not',
    'pipe(eithers, AI.mapLeft((error) => error.code))',
    "Property 'code' does not exist on type 'Error'.",
  ),
  refusal(
    'the rights of what is no Either',
    'pipe(numbers, AI.rights)',
    "Argument of type '<E, A>(source: AnyIterable<Either<E, A>>) => AsyncIterable<A>' is not assignable to parameter of type '(a: AsyncIterable<number>) => AsyncIterable<unknown>'.",
  ),
  refusal(
    'a stage in the place of a sink',
    'pipe(numbers, AI.toTask(A.map((n) => n)))',
    "Argument of type 'Stage<number, number>' is not assignable to parameter of type 'Sink<number, unknown>'.",
  ),
  refusal(
    'a Monoid of sources of other values',
    "AI.getMonoid<number>().concat(numbers, A.of('a'))",
    "Argument of type 'AsyncIterable<string>' is not assignable to parameter of type 'AsyncIterable<number>'.",
  ),
]

/** A name with several signatures: TypeScript begins with words of its own, and names what is wrong below them. */
export const refusalsByOverload: readonly Refusal[] = [
  refusal(
    'a predicate of filter that promises',
    'pipe(numbers, A.filter(async (n) => n > 1))',
    "Type 'Promise<boolean>' is not assignable to type 'boolean'.",
  ),
  refusal(
    'a merge that tells nobody of a source that is left out',
    "A.merge({ cancel: 'temporary' })",
    "Property 'onError' is missing in type '{ cancel: \"temporary\"; }' but required in type 'Told'.",
  ),
  refusal(
    'what is no sink, among sinks',
    'pipe(numbers, A.broadcastTo({ all: 3 }))',
    "Type 'number' is not assignable to type 'Sink<number, unknown>'.",
  ),
]
