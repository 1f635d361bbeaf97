package org.llamadeploy4j.serviceruntime;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loads one version of one service. What {@link HostApi} shares comes from the host, the JDK from
 * the platform loader, and all else from the service, so that two services never see each other's
 * classes and a service may bring any library in any version. Thread-safe.
 */
final class ServiceClassLoader extends URLClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final ClassLoader host;

  /**
   * A loader over these places.
   *
   * @param label names service and version, for messages and heap dumps
   */
  ServiceClassLoader(String label, List<URL> places) {
    super(label, places.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    this.host = HostApi.loader();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    String packageName = HostApi.packageOf(name);
    if (HostApi.shares(packageName)) {
      return host.loadClass(name);
    }
    if (HostApi.isSdk(packageName)) {
      throw new ClassNotFoundException(name + " is not part of the workflow SDK's public API");
    }
    return super.loadClass(name, resolve);
  }

  @Override
  public @Nullable URL getResource(String name) {
    String packageName = HostApi.packageOfResource(name);
    if (HostApi.shares(packageName)) {
      return host.getResource(name);
    }
    return HostApi.isSdk(packageName) ? null : super.getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    String packageName = HostApi.packageOfResource(name);
    if (HostApi.shares(packageName)) {
      return host.getResources(name);
    }
    return HostApi.isSdk(packageName) ? Collections.emptyEnumeration() : super.getResources(name);
  }

  @Override
  public String toString() {
    return "ServiceClassLoader[" + getName() + "]";
  }
}
