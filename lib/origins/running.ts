import type { Task } from 'fp-ts/Task'
import { aFunction, wrongType } from '../core/check.ts'

/** Runs the `Task` that `f` gives for a value; nobody else is told anything. */
export const running = <A, B>(f: (value: A) => Task<B>): ((value: A) => Promise<B>) => {
  aFunction('f', f)
  return (value) => {
    const task = f(value)
    if (typeof task !== 'function') throw wrongType('what f gives', 'a Task', task)
    return task()
  }
}
