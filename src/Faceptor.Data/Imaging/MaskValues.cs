namespace Faceptor.Data.Imaging;

/// <summary>What the pixels of a mask file stand for.</summary>
internal enum MaskValues
{
    /// <summary>Grey levels: fewer bits are stretched to eight, colours become their luma.</summary>
    Levels,

    /// <summary>Numbers of classes: whatever the bits, the number that is stored counts; colours say nothing.</summary>
    Classes,
}
