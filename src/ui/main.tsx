import { render } from 'preact'
import { App } from './app.tsx'
import { followInfo } from './lib/info.ts'
import { follow } from './lib/stream.ts'

render(<App />, document.getElementById('app') as HTMLElement)
followInfo()
follow()
