using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Faceptor.Core.Natives;

namespace Faceptor.Testing;

/// <summary>Tests use TorchSharp before anything of Faceptor has looked for its natives.</summary>
internal static class TorchNatives
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "A test project is a program.")]
    internal static void Find() => RuntimeHelpers.RunModuleConstructor(typeof(TorchRuntime).Module.ModuleHandle);
}
