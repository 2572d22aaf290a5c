namespace Faceptor.Core.Serialization;

/// <summary>Where a tensor lies in a safetensors file.</summary>
internal sealed record SafeTensorsEntry(ElementType Type, long[] Shape, long Begin, long End);
