export function ClockPage() {
  return <p class="pad">Clock</p>
}
