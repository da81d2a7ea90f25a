export function MessagesPage() {
  return <p class="pad">Messages</p>
}
