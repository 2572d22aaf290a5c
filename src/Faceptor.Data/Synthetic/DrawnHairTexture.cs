namespace Faceptor.Data.Synthetic;

/// <summary>How the strands of a drawn person's hair run.</summary>
public enum DrawnHairTexture
{
    /// <summary>Too short to tell, or no hair.</summary>
    Plain,

    /// <summary>Straight strands, smooth edge.</summary>
    Straight,

    /// <summary>Wavy strands, wavy edge.</summary>
    Wavy,
}
