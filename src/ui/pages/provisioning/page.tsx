export function ProvisioningPage() {
  return <p class="pad">Provisioning</p>
}
