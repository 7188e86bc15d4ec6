import type { Option } from 'fp-ts/Option'
import { Mailbox, type MailboxOptions } from '../core/mailbox.ts'
import { Pipeline, pipelineOf, type Stage } from '../core/pipeline.ts'
import { DONE, MORE, nothing, type Origin, type Pulled, WAIT } from '../core/protocol.ts'
import { report } from '../core/report.ts'
import { closeAll } from './closing.ts'
import { Feed, VALUE } from './feed.ts'
import { Merging } from './merging.ts'
import { single } from './single.ts'

/** A stage for each key that comes, opened as it comes; of those that are open at most, the first one makes room. */
export const opening =
  <A, B, K>(
    name: string,
    by: (value: A) => K | Option<K>,
    maxKeys: number,
    stage: (key: K) => Stage<A, B>,
    terms: MailboxOptions<A>,
  ): Stage<A, B> =>
  (source) => {
    const upstream = pipelineOf(source)
    return new Pipeline<B>(name, [upstream], (down, wake) => {
      const merging = new Merging<B>(down, wake)
      const boxes = new Map<K, Mailbox<A>>()
      let rouse: () => void = nothing
      let waiting: readonly [key: K, value: A] | undefined

      const failed = (error: unknown): never => {
        throw error
      }
      const boxOf = (key: K): Mailbox<A> | undefined => {
        const open = boxes.get(key)
        if (open !== undefined) return open
        if (boxes.size >= maxKeys) return void [...boxes.values()][0]!.end()
        const box = new Mailbox<A>({ ...terms, taken: () => rouse() })
        boxes.set(key, box)
        const ended = (): boolean => {
          boxes.delete(key)
          rouse()
          return true
        }
        merging.add(pipelineOf(stage(key)(single('branch', box.open))), { ended, failed })
        return box
      }
      const route = (feed: Feed<A>, limit: number): Pulled => {
        if (waiting === undefined) {
          const taken = feed.take(limit)
          if (taken !== VALUE) return taken
          const { value } = feed
          const key = keyOf(by(value))
          if (key === undefined) return MORE
          waiting = [key, value]
        }
        if (boxOf(waiting[0])?.offer(waiting[1]) !== true) return WAIT
        waiting = undefined
        return MORE
      }
      const router = (awake: () => void): Origin => {
        rouse = awake
        const feed = new Feed(upstream, awake)
        const close = (): PromiseLike<unknown> | undefined => feed.close()
        const pull = (limit: number): Pulled => {
          try {
            return route(feed, limit)
          } catch (error) {
            Promise.resolve(closeAll([feed])).catch(report)
            throw error
          }
        }
        return { pull, close }
      }
      const last = (): boolean => {
        for (const box of boxes.values()) box.end()
        return true
      }
      const broken = (error: unknown): void => {
        if (boxes.size === 0) throw error
        for (const box of boxes.values()) box.fail(error)
      }
      merging.join(router, { ended: last, failed: broken })
      return merging
    })
  }

const keyOf = <K>(found: K | Option<K>): K | undefined => {
  if (typeof found !== 'object' || found === null) return found as K
  const option = found as Option<K>
  return option._tag === 'Some' ? option.value : undefined
}
