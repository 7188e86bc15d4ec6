import { pipe } from 'fp-ts/lib/function.js'
import { type Down, range, stage, type Step, toArray } from 'sluice'
import { describe, expect, test } from 'vitest'
import { refuses } from '../laws.ts'
import { prompted } from '../prompted.ts'

const give = (given: unknown): Step<number, number> =>
  ((down: Down<number>) => (typeof given === 'function' ? given(down) : given)) as Step<number, number>

describe('stage', () => {
  test.each([
    [give(undefined), /^next of "odd" must be a function, got: undefined$/],
    [give(null), /^next of "odd" must be a function, got: undefined$/],
    [give(3), /^next of "odd" must be a function, got: undefined$/],
    [give((down: Down<number>) => ({ ...down, next: true })), /^next of "odd" must be a function, got: true$/],
    [give(({ next }: Down<number>) => ({ next })), /^end of "odd" must be a function, got: undefined$/],
    [give(({ next, end }: Down<number>) => ({ next, end })), /^demand of "odd" must be a function, got: undefined$/],
  ])('fails with a TypeError by its name where its step gives no next, end and demand: %#', async (step, text) => {
    const source = prompted<number>()
    const failing = pipe(source, stage('odd', step), toArray)
    await expect(failing).rejects.toThrow(TypeError)
    await expect(failing).rejects.toThrow(text)
    expect(source.log).toEqual([])
  })

  test('takes a step that gives what is below it', async () => {
    expect(
      await pipe(
        range(1, 3),
        stage(
          'same',
          give((down: Down<number>) => down),
        ),
        toArray,
      ),
    ).toEqual([1, 2, 3])
  })

  test('refuses a name that is no string, and a step that is no function', () => {
    refuses(() => stage(give(0) as never, give(0)), TypeError, /^name must be a string, got: Function$/)
    refuses(() => stage(undefined as never, give(0)), TypeError, /^name must be a string, got: undefined$/)
    refuses(() => stage('odd', undefined as never), TypeError, /^step must be a function, got: undefined$/)
  })
})
