export function RulesPage() {
  return <p class="pad">Rules</p>
}
