import { onTestFinished } from 'vitest'

/**
 * Lets the library's loops find at each look at their clock that `ms` have passed since the last one, for the rest of
 * the test and however slow the machine is: so they let the event loop have its turn at the same values in each run.
 * What works on for ever sees the real time in a while, so that a test hangs nobody.
 */
export const timePerLook = (ms: number): void => {
  const now = performance.now.bind(performance)
  const start = now()
  let looks = 0
  performance.now = () => (++looks < 100_000 ? start : now()) + looks * ms
  onTestFinished(() => void Reflect.deleteProperty(performance, 'now'))
}

/**
 * Lets them find that none has. For claims about what is done in one go: on a slow machine that may take longer than a
 * loop works before it gives way, and the rest comes a turn later than the test looks. Nothing that goes on until the
 * event loop has turned belongs here, nor what is about that.
 */
export const stillTime = (): void => timePerLook(0)
