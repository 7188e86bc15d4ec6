import type { Option } from 'fp-ts/Option'
import { nextTurn } from '../core/clock.ts'
import { Mailbox, type MailboxOptions } from '../core/mailbox.ts'
import { Pipeline, pipelineOf, type Stage } from '../core/pipeline.ts'
import { MORE, nothing, type Open, type Pulled, WAIT } from '../core/protocol.ts'
import { Feed, VALUE } from './feed.ts'
import { Merging } from './merging.ts'
import { keyed } from './partitioning.ts'
import { single } from './single.ts'
import { A_FEW } from './subscriber.ts'

/** A stage for each key that comes, opened as it comes; of those that are open at most, the first one makes room. */
export const opening =
  <A, B, K extends string | number>(
    name: string,
    by: (value: A) => K | Option<K>,
    maxKeys: number,
    stage: (key: K) => Stage<A, B>,
    terms: MailboxOptions<A>,
  ): Stage<A, B> =>
  (source) => {
    const drops = terms.overflow !== 'block'
    const upstream = pipelineOf(source)
    const keyOf = keyed<A, K>(by, (key) => key as K, 'a string or a number')
    return new Pipeline<B>(name, [upstream], (down, wake) => {
      const merging = new Merging<B>(down, wake)
      /** What is before each open stage; nothing where that takes no more and is still to end. */
      const boxes = new Map<K, Mailbox<A> | undefined>()
      /** Those whose stage waits: where no room holds the source up it is read for these, and for a stage still to open. */
      const hungry = new Set<Mailbox<A>>()
      /** Those that were full for some turns of the event loop, and read nothing: no value waits for them. */
      const late = new WeakSet<Mailbox<A>>()
      let rouse: () => void = nothing
      let waiting: readonly [key: K, value: A] | undefined
      /** What the source has failed with, and whether that is still to be told when all stages have ended. */
      let failure: { readonly error: unknown; due: boolean } | undefined

      const boxOf = (key: K): Mailbox<A> | undefined => {
        if (boxes.has(key)) return boxes.get(key)
        if (boxes.size < maxKeys) return open(key)
        const [first] = boxes
        first![1]?.end()
        boxes.set(first![0], undefined)
        return undefined
      }
      const open = (key: K): Mailbox<A> => {
        const closed = (): undefined => {
          hungry.delete(box)
          if (boxes.get(key) === box) boxes.set(key, undefined)
        }
        const box = new Mailbox<A>({ ...terms, closed })
        const branch: Open<A> = (below, awake) => {
          const held = box.open(below, awake)
          const pull = (limit: number): Pulled => {
            const pulled = held.pull(limit)
            late.delete(box)
            if (pulled === WAIT) hungry.add(box)
            if (pulled === WAIT || waiting !== undefined) rouse()
            return pulled
          }
          return { pull, close: () => held.close() }
        }
        const first = waiting
        const ended = (): boolean => {
          boxes.delete(key)
          hungry.delete(box)
          // Who ends without the value that it was opened for wants none.
          if (waiting === first) waiting = undefined
          rouse()
          if (boxes.size === 0 && failure?.due === true) throw failure.error
          return true
        }
        const failed = (error: unknown): void => {
          // The others are still to give what came before that.
          if (failure === undefined || failure.error !== error) throw error
          failure.due = true
          ended()
        }
        const pipeline = pipelineOf(stage(key)(single('branch', branch)))
        boxes.set(key, box)
        merging.add(pipeline, { ended, failed })
        return box
      }
      const router: Open<never> = (_, awake) => {
        const feed = new Feed(upstream, awake)
        let unschedule: (() => void) | undefined
        /** In how many turns of the event loop a value has waited. */
        let turns = 0
        /** In one synchronous run all are full until it is their turn to read: only who lets time pass loses values. */
        const look = (box: Mailbox<A>): void => {
          unschedule = undefined
          if (++turns === A_FEW) late.add(box)
          awake()
        }
        rouse = awake
        const pull = (limit: number): Pulled => {
          if (waiting === undefined) {
            if (drops && hungry.size === 0 && boxes.size === maxKeys) return WAIT
            const taken = feed.take(limit)
            if (taken !== VALUE) return taken
            const { value } = feed
            const key = keyOf(value)
            if (key === undefined) return MORE
            waiting = [key, value]
            turns = 0
          }
          const box = boxOf(waiting[0])
          if (box === undefined) return WAIT
          if (box.full && !late.has(box)) {
            if (drops) unschedule ??= nextTurn(() => look(box))
            return WAIT
          }
          // It may be hungry again as soon as it has that.
          hungry.delete(box)
          if (!box.offer(waiting[1])) return WAIT
          waiting = undefined
          if (!drops) return MORE
          // Whom it is for has its turn first.
          awake()
          return WAIT
        }
        const close = (): PromiseLike<unknown> | undefined => {
          unschedule?.()
          return feed.close()
        }
        return { pull, close }
      }
      const last = (): boolean => {
        for (const box of boxes.values()) box?.end()
        return true
      }
      /** Those that read on see it; where there is none, it is seen when all have ended. */
      const broken = (error: unknown): void => {
        const reading = [...boxes.values()].filter((box) => box !== undefined)
        if (boxes.size === 0) throw error
        failure = { error, due: reading.length === 0 }
        for (const box of reading) box.fail(error)
      }
      merging.add(new Pipeline(name, [], router), { ended: last, failed: broken })
      return merging
    })
  }
