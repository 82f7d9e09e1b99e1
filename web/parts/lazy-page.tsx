// A page that is fetched when it is first shown: the queue must be there at once, the rest a moment later.

import type { ComponentType, FunctionComponent } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { t } from '../i18n/text.ts'
import { Empty, Loading } from './states.tsx'

/** The component, loading its script when it first appears. `load` is an `import()`. */
export function lazyPage<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): FunctionComponent<Props> {
  let loaded: ComponentType<Props> | null = null
  return props => {
    const [, setState] = useState<'waiting' | 'there' | 'failed'>('waiting')
    const [failed, setFailed] = useState(false)
    useEffect(() => {
      if (loaded !== null) return
      load().then(
        page => {
          loaded = page
          setState('there')
        },
        // The console was replaced by a newer one, or the platform is away.
        () => setFailed(true),
      )
    }, [])
    if (loaded !== null) {
      const Page = loaded
      return <Page {...props} />
    }
    return failed ? <Empty title={t('app.reload')} /> : <Loading />
  }
}
