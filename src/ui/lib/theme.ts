import { signal } from '@preact/signals'

const themes = ['system', 'light', 'dark'] as const
type Theme = (typeof themes)[number]

const themeName = 'bandwidth-emulator.theme'
const kept = localStorage.getItem(themeName) as Theme | null
const theme = signal<Theme>(kept && themes.includes(kept) ? kept : 'system')

theme.subscribe((value) => {
  localStorage.setItem(themeName, value)
  document.documentElement.style.colorScheme = value === 'system' ? 'light dark' : value
})

/** The colours in use, and how to get to the next. */
export const useTheme = (): readonly [Theme, () => void] => [
  theme.value,
  () => {
    theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length] as Theme
  },
]
