namespace Faceptor.Data.Imaging;

/// <summary>What becomes of the turn that a camera notes beside the pixels (EXIF orientation).</summary>
public enum ImageOrientation
{
    /// <summary>The picture is turned and mirrored as its file says, as browsers and OpenCV show it.</summary>
    Upright = 0,

    /// <summary>The pixels stay as they are stored, as PIL reads them.</summary>
    AsStored = 1,
}
