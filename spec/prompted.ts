/** What is done to a source, and what it gives when it is told to. */
export interface Prompted<A> extends AsyncIterable<A> {
  /** 'opened', 'pulled' and 'closed', in their order. */
  readonly log: readonly string[]
  /** Answers the pull that waits, or the next one. */
  readonly give: (value: A) => void
  readonly end: () => void
  readonly fail: (error: unknown) => void
}

type Answer<A> = (resolve: (result: IteratorResult<A>) => void, reject: (error: unknown) => void) => void

/** A source that answers when the test says so; its close does at once, and fails where `closing` does. */
export const prompted = <A>(closing: () => void = () => undefined): Prompted<A> => {
  const log: string[] = []
  const answers: Answer<A>[] = []
  const pulls: Parameters<Answer<A>>[] = []
  const say = (answer: Answer<A>): void => {
    const pull = pulls.shift()
    if (pull === undefined) answers.push(answer)
    else answer(...pull)
  }
  return {
    log,
    give: (value) => say((resolve) => resolve({ done: false, value })),
    end: () => say((resolve) => resolve({ done: true, value: undefined })),
    fail: (error) => say((_, reject) => reject(error)),
    [Symbol.asyncIterator]: () => {
      log.push('opened')
      return {
        next: () => {
          log.push('pulled')
          return new Promise((...pull) => {
            const answer = answers.shift()
            if (answer === undefined) pulls.push(pull)
            else answer(...pull)
          })
        },
        return: async () => {
          log.push('closed')
          closing()
          return { done: true, value: undefined }
        },
      }
    },
  }
}
