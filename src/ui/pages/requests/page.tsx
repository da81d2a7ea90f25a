export function RequestsPage() {
  return <p class="pad">Requests</p>
}
