export function CallbacksPage() {
  return <p class="pad">Callbacks</p>
}
